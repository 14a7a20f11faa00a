using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Running;

/// <summary>
/// Marks failed cells as papermill does: a markdown cell at the top of the notebook links to an anchor in one before the cell. They are known by
/// papermill's tag, so that either program removes what the other has left.
/// </summary>
internal static class ErrorMarkers
{
    public const string Tag = "papermill-error-cell-tag";

    private const string Anchor = "papermill-error-cell";
    private const string Style = "style=\"color:red; font-family:sans-serif; font-size:1.4em;\"";

    /// <summary>Removes the markers of an earlier run.</summary>
    public static void Remove(Notebook notebook)
    {
        for (var i = notebook.Cells.Count - 1; i >= 0; i--)
        {
            if (notebook.Cells[i].HasTag(Tag))
                notebook.RemoveAt(i);
        }
    }

    /// <summary>Marks the cells that failed; without one the notebook is left alone.</summary>
    public static void Add(Notebook notebook, IEnumerable<CellRun> cells)
    {
        var links = new List<string>();
        foreach (var run in cells.Where(cell => cell.HasFailed))
        {
            var anchor = links.Count == 0 ? Anchor : $"{Anchor}-{links.Count + 1}";
            links.Add($"<a href=\"#{anchor}\">{Html(run.ToString())}</a>: {Html(Summary(run))}");
            var index = notebook.Cells.ToList().IndexOf(run.Cell);
            notebook.Insert(index, Marker(notebook, anchor, $"<span id=\"{anchor}\" {Style}>{Html(Where(run.Outcome!.Code))}</span>"));
        }
        // An HTML block of markdown: it ends at an empty line, and nothing in it is read as markdown.
        if (links.Count > 0)
            notebook.Insert(0, Marker(notebook, Anchor + "-link", $"<div {Style}>\nThis run met an error in {string.Join("<br>\n", links)}\n</div>"));
    }

    private static NotebookCell Marker(Notebook notebook, string id, string html) => NotebookCell.Markdown(notebook.FreeId(id), html, Tag);

    private static string Where(ExitCode code) => code switch
    {
        ExitCode.TimeLimit => "The time limit ended this cell:",
        ExitCode.KernelDied => "The kernel died in this cell:",
        _ => "This cell failed:",
    };

    private static string Summary(CellRun run) => (run.Outcome!.Problem ?? "").Trim().Split('\n')[0].TrimEnd();

    private static string Html(string text) => HtmlText.Of(AnsiEscapes.Remove(text));
}
