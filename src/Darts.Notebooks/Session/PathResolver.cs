namespace Darts.Notebooks.Session;

/// <summary>Finds the files that <c>#r</c> and <c>#!import</c> name.</summary>
internal static class PathResolver
{
    private const string RootMark = "global.json";

    /// <summary>
    /// An absolute path as it is; otherwise against the folder of the file that names it, then against the repository's root (the nearest
    /// folder above with a global.json), since clients start a kernel in different folders.
    /// </summary>
    /// <exception cref="DirectiveException">No such file in either place.</exception>
    public static string Resolve(string path, string folder)
    {
        path = path.Replace('\\', '/');
        List<string> candidates = [Path.GetFullPath(path, folder)];
        if (!Path.IsPathRooted(path) && RepositoryRoot(folder) is { } root)
            candidates.Add(Path.GetFullPath(path, root));
        return candidates.Find(File.Exists)
            ?? throw new DirectiveException($"{path}: no such file. Looked for {string.Join(" and ", candidates.Distinct())}.");
    }

    /// <summary>The nearest folder, upwards from one, that holds a global.json; null when none does.</summary>
    public static string? RepositoryRoot(string folder)
    {
        for (var directory = new DirectoryInfo(folder); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, RootMark)))
                return directory.FullName;
        }
        return null;
    }
}
