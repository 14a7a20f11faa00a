namespace Darts.Notebooks.Packages;

/// <summary>A package on this machine, with the files of it that a session needs.</summary>
/// <param name="Id">The package's id.</param>
/// <param name="Version">The version that was chosen.</param>
/// <param name="Assemblies">Its assemblies for this framework and machine.</param>
/// <param name="NativeFolders">Folders with its native libraries for this machine.</param>
internal sealed record RestoredPackage(string Id, string Version, IReadOnlyList<string> Assemblies, IReadOnlyList<string> NativeFolders);
