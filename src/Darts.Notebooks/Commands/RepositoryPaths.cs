using Darts.Notebooks.Session;

namespace Darts.Notebooks.Commands;

/// <summary>Where the files of a run go.</summary>
internal static class RepositoryPaths
{
    /// <summary>The repository of a file; outside of one the current folder.</summary>
    public static string Root(string file) => PathResolver.RepositoryRoot(Path.GetDirectoryName(Path.GetFullPath(file))!) ?? Environment.CurrentDirectory;

    /// <summary>A path as short as it can be said from here.</summary>
    public static string Display(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }
}
