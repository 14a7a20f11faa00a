using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Pictures;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Reports;

/// <summary>Outputs of cells as HTML. Of the forms of a value the first that needs no script is shown: a picture, then the rest.</summary>
/// <param name="markdown">Renders markdown outputs.</param>
/// <param name="figures">Takes the Plotly figures that have no picture.</param>
internal sealed class OutputHtml(MarkdownHtml markdown, FigureScripts figures)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static readonly string[] s_pictures = [StaticImages.MimeType, "image/jpeg", "image/gif", "image/webp"];

    public string ToHtml(JsonObject output) => JupyterMessage.Text(output, "output_type") switch
    {
        "stream" => Stream(JupyterMessage.Text(output, "name") == "stderr" ? "stderr" : "stdout", MultilineText.JoinOrEmpty(output["text"])),
        "error" => $"<pre class=\"error\">{AnsiText.ToHtml(Error(output))}</pre>",
        "display_data" or "execute_result" when output["data"] is JsonObject data => Value(data, output["metadata"] as JsonObject ?? []),
        _ => "",
    };

    private string Value(JsonObject data, JsonObject metadata)
    {
        if (s_pictures.FirstOrDefault(type => Text(data, type).Length > 0) is { } picture)
        {
            var bytes = string.Concat(Text(data, picture).Where(c => !char.IsWhiteSpace(c)));
            return $"<img class=\"picture\"{Size(metadata, picture)} alt=\"{HtmlText.Of(Text(data, "text/plain"))}\" src=\"data:{picture};base64,{HtmlText.Of(bytes)}\">";
        }
        if (Text(data, SvgPage.MimeType) is { Length: > 0 } svg)
            return $"<img class=\"picture\" alt=\"\" src=\"data:{SvgPage.MimeType};base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}\">";
        if (data[PlotlyPage.MimeType] is JsonObject figure)
            return figures.Add(figure);
        if (Text(data, "text/html") is { Length: > 0 } html)
            return $"<div class=\"html\">{html}</div>";
        if (Text(data, "text/markdown") is { Length: > 0 } text)
            return $"<div class=\"markdown\">{markdown.ToHtml(text)}</div>";
        if (Text(data, "text/latex") is { Length: > 0 } latex)
            return TexMath.ToMathML(latex.Trim().Trim('$'), block: true);
        if (data["application/json"] is { } json)
            return $"<pre class=\"stream\">{HtmlText.Of(json.ToJsonString(s_indented))}</pre>";
        return Text(data, "text/plain") is { Length: > 0 } plain ? $"<pre class=\"stream\">{AnsiText.ToHtml(plain)}</pre>" : "";
    }

    private static string Stream(string name, string text) => $"<pre class=\"stream {name}\">{AnsiText.ToHtml(Overwritten(text))}</pre>";

    private static string Text(JsonObject data, string type) => MultilineText.JoinOrEmpty(data[type]);

    private static string Error(JsonObject output)
    {
        var trace = output["traceback"] is JsonArray lines ? string.Join('\n', lines.Select(line => line?.ToString())) : "";
        return trace.Length > 0 ? trace : $"{JupyterMessage.Text(output, "ename")}: {JupyterMessage.Text(output, "evalue")}";
    }

    // Progress bars write a line over and over.
    private static string Overwritten(string text)
    {
        if (!text.Contains('\r', StringComparison.Ordinal))
            return text;
        return string.Join('\n', text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(line => line[(line.LastIndexOf('\r') + 1)..]));
    }

    private static string Size(JsonObject metadata, string type)
    {
        var sizes = metadata[type] as JsonObject ?? metadata;
        return Attribute("width") + Attribute("height");

        string Attribute(string name) => JupyterMessage.Number(sizes, name, 0) is > 0 and var pixels ? $" {name}=\"{pixels}\"" : "";
    }
}
