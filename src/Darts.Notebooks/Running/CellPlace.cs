using System.Globalization;
using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Running;

/// <summary>A place in a notebook as the user names it: a cell's number, its id, a tag, or a heading.</summary>
internal static class CellPlace
{
    /// <summary>
    /// Finds the place and returns the indices of its first and last cell. A number counts code cells from 1 as progress does; of a tag
    /// it is the first and the last cell that has it; a heading stands for its section, down to the next heading of its level or above.
    /// </summary>
    /// <exception cref="UsageException">The notebook has no such place.</exception>
    public static (int First, int Last) Find(Notebook notebook, string place, string option) =>
        ByNumber(notebook, place) ?? ById(notebook, place) ?? ByTag(notebook, place) ?? ByHeading(notebook, place) ?? throw Unknown(notebook, place, option);

    private static (int, int)? ByNumber(Notebook notebook, string place)
    {
        if (!int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        int[] cells = [.. CellTitle.Of(notebook).Where(title => title.Value.Number == number).Select(title => title.Key)];
        return cells.Length > 0 ? (cells.Min(), cells.Max()) : null;
    }

    private static (int, int)? ById(Notebook notebook, string place) => Range(notebook, cell => cell.Id == place);

    private static (int, int)? ByTag(Notebook notebook, string place) => Range(notebook, cell => cell.HasTag(place));

    private static (int, int)? Range(Notebook notebook, Predicate<NotebookCell> condition)
    {
        var cells = notebook.Cells.ToList();
        return cells.FindIndex(condition) is >= 0 and var first ? (first, cells.FindLastIndex(condition)) : null;
    }

    private static (int, int)? ByHeading(Notebook notebook, string place)
    {
        (int First, int Level)? found = null;
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            foreach (var heading in Headings(notebook.Cells[i]))
            {
                if (found is { } section && i > section.First && heading.Level <= section.Level)
                    return (section.First, i - 1);
                if (found is null && string.Equals(heading.Text, place.TrimStart('#').Trim(), StringComparison.OrdinalIgnoreCase))
                    found = (i, heading.Level);
            }
        }
        return found is { } last ? (last.First, notebook.Cells.Count - 1) : null;
    }

    private static IEnumerable<MarkdownHeading> Headings(NotebookCell cell) => cell.Kind == CellKind.Markdown ? MarkdownHeading.Of(cell.Source) : [];

    private static UsageException Unknown(Notebook notebook, string place, string option)
    {
        string[] words = [.. notebook.Cells.SelectMany(cell => Headings(cell).Select(heading => heading.Text).Concat(cell.Tags).Append(cell.Id))];
        var count = CellTitle.Of(notebook).Values.Select(title => title.Count).FirstOrDefault();
        return new UsageException($"{option} {place}: the notebook has no such cell.{Spelling.DidYouMean(place, words)}"
            + $" A place is the number of a code cell, 1 to {count}, a cell's id, a tag, or a heading.");
    }
}
