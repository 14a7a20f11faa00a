namespace Darts.Notebooks.Session;

/// <summary>Where code comes from.</summary>
/// <param name="Name">What the compiler and stack traces call it: <c>cell3.csx</c>, or the path of an imported file.</param>
/// <param name="Title">What users read: <c>cell 3</c>, or the path.</param>
/// <param name="Folder">The folder that its relative paths start from.</param>
internal sealed record SourceFile(string Name, string Title, string Folder)
{
    public static SourceFile Cell(int number, string folder) => new($"cell{number}.csx", $"cell {number}", folder);

    public static SourceFile Imported(string path) => new(path, Path.GetRelativePath(Environment.CurrentDirectory, path), Path.GetDirectoryName(path)!);
}
