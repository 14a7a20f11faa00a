using System.Text;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Reports;

/// <summary>A notebook as one HTML file that needs no network and no file beside it, in light and dark.</summary>
internal static class HtmlPage
{
    private const string Policy =
        "default-src 'none'; img-src data: blob:; media-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private static readonly Lazy<string> s_style = new(() => Resource("page.css"));

    /// <param name="notebook">The executed notebook.</param>
    /// <param name="path">Its file: the page's name, and where its pictures lie.</param>
    /// <param name="plotly">plotly.js, or an assembly that embeds it; read only when a figure has no picture.</param>
    /// <param name="warn">Is told what the page lacks.</param>
    public static string Of(Notebook notebook, string path, string plotly, Action<string> warn)
    {
        var figures = new FigureScripts(plotly, warn);
        var markdown = new MarkdownHtml(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var outputs = new OutputHtml(markdown, figures);
        var cells = new StringBuilder();
        foreach (var cell in notebook.Cells)
        {
            cells.Append(cell.Kind switch
            {
                CellKind.Markdown => $"<section class=\"markdown\">\n{markdown.ToHtml(cell)}</section>\n",
                CellKind.Code => Code(notebook, cell, outputs),
                _ => cell.Source.Trim().Length > 0 ? $"<section><pre class=\"stream\">{HtmlText.Of(cell.Source)}</pre></section>\n" : "",
            });
        }
        var title = notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).SelectMany(cell => MarkdownHeading.Of(cell.Source)).FirstOrDefault()?.Text
            ?? Path.GetFileNameWithoutExtension(path);
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{Policy}; script-src {figures.Policy()}">
            <meta name="color-scheme" content="light dark">
            <title>{HtmlText.Of(title)}</title>
            <style>
            {s_style.Value}</style>
            </head>
            <body>
            <main>
            {cells}</main>
            {figures.Elements()}</body>
            </html>

            """.ReplaceLineEndings("\n");
    }

    private static string Code(Notebook notebook, NotebookCell cell, OutputHtml outputs)
    {
        if (cell.Source.Trim().Length == 0 && cell.Outputs.Count == 0)
            return "";
        var source = notebook.IsCSharp ? CSharpColors.ToHtml(cell.Source) : HtmlText.Of(cell.Source);
        var count = cell.ExecutionCount is { } number ? $"{number}" : "";
        var html = new StringBuilder($"<section class=\"code\" id=\"cell-{cell.Id}\">\n");
        html.Append($"<div class=\"count\">{count}</div>\n<pre class=\"source\"><code>{source}</code></pre>\n");
        foreach (var output in cell.Outputs.OfType<JsonObject>())
            html.Append("<div class=\"output\">").Append(outputs.ToHtml(output)).Append("</div>\n");
        if (Seconds(cell) is { } seconds)
            html.Append($"<div class=\"time\">{seconds:0.0} s</div>\n");
        return html.Append("</section>\n").ToString();
    }

    // Only where --record-timing has left it: a page of the same outputs is the same file.
    private static double? Seconds(NotebookCell cell) =>
        cell.Metadata["papermill"] is JsonObject times && times["duration"] is JsonValue value && value.TryGetValue<double>(out var seconds) ? seconds : null;

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
