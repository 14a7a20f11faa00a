using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Running;

/// <summary>What a run calls a code cell.</summary>
/// <param name="Number">Its number among the notebook's code cells, from 1.</param>
/// <param name="Count">How many code cells there are.</param>
/// <param name="Text">The nearest heading above it; without one its first line.</param>
internal sealed record CellTitle(int Number, int Count, string Text)
{
    private const int Longest = 60;

    /// <summary>The titles of all code cells by their index in the notebook.</summary>
    public static IReadOnlyDictionary<int, CellTitle> Of(Notebook notebook)
    {
        var count = notebook.Cells.Count(cell => cell.Kind == CellKind.Code);
        var titles = new Dictionary<int, CellTitle>();
        string? heading = null;
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            var cell = notebook.Cells[i];
            if (cell.Kind == CellKind.Markdown)
                heading = LastHeading(cell.Source) ?? heading;
            else if (cell.Kind == CellKind.Code)
                titles[i] = new CellTitle(titles.Count + 1, count, Shorten(heading ?? cell.Source.Trim().Split('\n')[0]));
        }
        return titles;
    }

    public override string ToString() => Text.Length > 0 ? $"[{Number}/{Count}] {Text}" : $"[{Number}/{Count}]";

    private static string? LastHeading(string markdown)
    {
        var fenced = false;
        string? heading = null;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            else if (!fenced && line.TrimStart('#') is var text && text.Length < line.Length && text.StartsWith(' '))
                heading = text.Trim();
        }
        return heading;
    }

    private static string Shorten(string text) => text.Length <= Longest ? text : text[..(Longest - 3)] + "...";
}
