namespace Darts.Runtime;

/// <summary>
/// The folders of the kit, found from wherever a program, a test or a notebook runs: clients start a kernel in different folders, so
/// nothing is resolved from the current one.
/// </summary>
public static class RepositoryPaths
{
    /// <summary>The environment variable that names the kit's root folder where it cannot be found by itself.</summary>
    public const string RootVariable = "DARTS_ROOT";

    private const string Marker = "Darts.slnx";

    /// <summary>
    /// The root of the repository: <c>DARTS_ROOT</c> where that is set, else the nearest parent with <c>Darts.slnx</c> of the current
    /// folder, of the program's folder or of this assembly's.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder; the message says what was searched and the remedy.</exception>
    public static string Root => FindRoot(
        Environment.GetEnvironmentVariable(RootVariable),
        Environment.CurrentDirectory,
        AppContext.BaseDirectory,
        Path.GetDirectoryName(typeof(RepositoryPaths).Assembly.Location));

    /// <summary>The small real samples that ship with the kit, each with its licence.</summary>
    /// <exception cref="DirectoryNotFoundException">As for <see cref="Root"/>.</exception>
    public static string Data => Path.Combine(Root, "data");

    /// <summary>What is downloaded: <c>data/downloads</c>, not under version control.</summary>
    /// <exception cref="DirectoryNotFoundException">As for <see cref="Root"/>.</exception>
    public static string Downloads => Path.Combine(Data, "downloads");

    /// <summary>What runs write: executed notebooks, checkpoints; not under version control.</summary>
    /// <exception cref="DirectoryNotFoundException">As for <see cref="Root"/>.</exception>
    public static string Runs => Path.Combine(Root, "runs");

    /// <summary>The rule of <see cref="Root"/> for folders of the caller's choice.</summary>
    /// <param name="chosen">The folder that a user named, or null or empty; it wins, and must exist.</param>
    /// <param name="starts">Folders to search from, in order; each is tried together with its parents. Null and empty ones are skipped.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string FindRoot(string? chosen, params ReadOnlySpan<string?> starts)
    {
        if (!string.IsNullOrEmpty(chosen))
        {
            return Directory.Exists(chosen)
                ? Path.GetFullPath(chosen)
                : throw new DirectoryNotFoundException($"{RootVariable} = '{chosen}': there is no such folder. Set it to the folder that holds {Marker}, or unset it.");
        }

        foreach (var start in starts)
        {
            for (var folder = string.IsNullOrEmpty(start) ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, Marker)))
                    return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"The kit's root folder was not found: neither {string.Join(" nor ", starts.ToArray().Where(start => !string.IsNullOrEmpty(start)).Select(start => $"'{start}'"))} "
            + $"lies in a folder that holds {Marker}. Set the environment variable {RootVariable} to that folder.");
    }
}
