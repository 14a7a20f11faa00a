using Darts.Notebooks.Documents;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Running;

/// <summary>What a run calls a code cell.</summary>
/// <param name="Number">
/// Its number among the notebook's code cells, from 1. Injected parameters count with the cell that they follow: numbers are the same with
/// and without them.
/// </param>
/// <param name="Count">How many code cells there are.</param>
/// <param name="Text">The nearest heading above it; without one its first line.</param>
internal sealed record CellTitle(int Number, int Count, string Text)
{
    private const int Longest = 60;

    /// <summary>The titles of all code cells by their index in the notebook.</summary>
    public static IReadOnlyDictionary<int, CellTitle> Of(Notebook notebook)
    {
        var count = notebook.Cells.Count(IsCounted);
        var titles = new Dictionary<int, CellTitle>();
        var number = 0;
        string? heading = null;
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            var cell = notebook.Cells[i];
            if (cell.Kind == CellKind.Markdown)
                heading = MarkdownHeading.Of(cell.Source).LastOrDefault()?.Text ?? heading;
            else if (IsCounted(cell))
                titles[i] = new CellTitle(++number, count, Shorten(heading ?? cell.Source.Trim().Split('\n')[0].TrimEnd()));
            else if (cell.Kind == CellKind.Code)
                titles[i] = new CellTitle(number, count, "injected parameters");
        }
        return titles;
    }

    public override string ToString() => Text.Length > 0 ? $"[{Number}/{Count}] {Text}" : $"[{Number}/{Count}]";

    private static bool IsCounted(NotebookCell cell) => cell.Kind == CellKind.Code && !cell.HasTag(ParameterInjection.Tag);

    private static string Shorten(string text) => text.Length <= Longest ? text : text[..(Longest - 3)] + "...";
}
