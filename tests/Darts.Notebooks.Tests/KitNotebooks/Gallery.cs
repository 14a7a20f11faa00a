using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Tests.KitNotebooks;

/// <summary>The pictures that the README shows.</summary>
public class Gallery
{
    private const int MostBytes = 400_000;

    [Fact]
    public void Its_pictures_are_outputs_of_the_committed_notebooks_and_small()
    {
        var files = Directory.GetFiles(Path.Combine(Kit.Root, "notebooks", "gallery"), "*.png");
        var shown = ShippedNotebooks.Names().SelectMany(name => Notebook.Read(ShippedNotebooks.File(name.Data)).Cells)
            .Where(cell => cell.Kind == CellKind.Code)
            .SelectMany(cell => cell.Outputs)
            .Select(output => output!["data"]?["image/png"])
            .OfType<JsonNode>()
            .Select(picture => string.Concat(MultilineText.Join(picture).Where(c => !char.IsWhiteSpace(c))))
            .ToHashSet();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(shown.Contains(Convert.ToBase64String(File.ReadAllBytes(file))), $"{Path.GetFileName(file)} is in no committed notebook any more: take it out of the notebook's output again."));
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, MostBytes);
    }
}
