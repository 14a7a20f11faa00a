namespace Darts.Notebooks.Tests;

/// <summary>The folder that building fills for notebooks.</summary>
internal static class Kit
{
    public static string Root { get; } = Darts.Notebooks.Session.PathResolver.RepositoryRoot(AppContext.BaseDirectory)!;

    public static string Folder()
    {
        var folder = Path.Combine(Root, "artifacts", "kit");
        if (!File.Exists(Path.Combine(folder, "Plotly.NET.dll")))
            Assert.Skip($"{folder} is not built: build src/Darts.Charts first.");
        return folder;
    }
}
