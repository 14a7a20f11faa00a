using System.Text.Json;

namespace Darts.Notebooks.Packages;

/// <summary>What a restore leaves: <c>obj/project.assets.json</c>, the packages that were chosen and their files for one framework and machine.</summary>
internal static class AssetsFile
{
    // Stands for a folder without a file, which says that a framework is supported and brings nothing.
    private const string Nothing = "_._";

    /// <summary>The packages in which every file exists; null when the file is missing, unreadable or names files that are gone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Framework and runtime identifier, e.g. <c>net10.0/linux-x64</c>.</param>
    public static IReadOnlyList<RestoredPackage>? Read(string path, string target)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            string[] folders = [.. root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
            var packages = root.GetProperty("targets").GetProperty(target).EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package")
                .Select(library => Package(library, root.GetProperty("libraries").GetProperty(library.Name).GetProperty("path").GetString()!, folders))
                .ToArray();
            return packages.SelectMany(package => package.Assemblies).All(File.Exists) && packages.SelectMany(package => package.NativeFolders).All(Directory.Exists) ? packages : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static RestoredPackage Package(JsonProperty library, string path, string[] folders)
    {
        var folder = folders.Select(root => Path.Combine(root, path)).FirstOrDefault(Directory.Exists) ?? Path.Combine(folders[0], path);
        var name = library.Name.Split('/');
        string[] natives = [.. Files(library.Value, "native", folder).Select(file => Path.GetDirectoryName(file)!).Distinct()];
        return new RestoredPackage(name[0], name[1], [.. Files(library.Value, "runtime", folder).Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))], natives);
    }

    private static IEnumerable<string> Files(JsonElement library, string kind, string folder) =>
        !library.TryGetProperty(kind, out var files) ? [] : files.EnumerateObject().Select(file => file.Name).Where(file => Path.GetFileName(file) != Nothing).Select(file => Path.GetFullPath(Path.Combine(folder, file)));
}
