namespace Darts.Notebooks.Jupyter;

/// <summary>Where Jupyter keeps its data, by the rules of <c>jupyter --paths</c>.</summary>
internal static class JupyterFolders
{
    /// <summary>The folder of the user's own kernels and the like.</summary>
    public static string UserData()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } folder)
            return folder;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsMacOS())
            return Path.Combine(home, "Library", "Jupyter");
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".local", "share");
        return Path.Combine(data, "jupyter");
    }

    /// <summary>The data folders in the order in which clients look into them.</summary>
    public static IReadOnlyList<string> All()
    {
        string?[] prefixes = [Environment.GetEnvironmentVariable("VIRTUAL_ENV"), Environment.GetEnvironmentVariable("CONDA_PREFIX")];
        string[] system = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter")]
            : [UnderPrefix("/usr/local"), UnderPrefix("/usr")];
        return
        [
            .. (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            UserData(),
            .. prefixes.Where(prefix => !string.IsNullOrEmpty(prefix)).Select(prefix => UnderPrefix(prefix!)),
            .. system,
        ];
    }

    /// <summary>The data folder of an installation prefix, such as a virtual environment.</summary>
    public static string UnderPrefix(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");
}
