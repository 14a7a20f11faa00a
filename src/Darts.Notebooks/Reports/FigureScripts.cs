using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Darts.Notebooks.Pictures;

namespace Darts.Notebooks.Reports;

/// <summary>
/// The Plotly figures of a page and the scripts that draw them: plotly.js itself, put into the page only when a figure needs it, and a few lines
/// that call it. The page's policy names both by their hashes, so no other script can run.
/// </summary>
/// <param name="plotly">plotly.js, or an assembly that embeds it; read only when a figure needs it.</param>
/// <param name="warn">Is told when plotly.js cannot be read; the figures are then missing.</param>
internal sealed class FigureScripts(string plotly, Action<string> warn)
{
    private const string Drawing =
        """

        for (const data of document.querySelectorAll('script[type="application/json"]')) {
          const figure = JSON.parse(data.textContent);
          const config = { responsive: true, displaylogo: false };
          Plotly.newPlot(data.parentElement.querySelector('.figure'), { data: figure.data || [], layout: figure.layout || {}, config: config })
            .catch(error => { data.parentElement.querySelector('.figure').textContent = 'This figure cannot be drawn: ' + error; });
        }

        """;

    private Lazy<string?>? _script;
    private int _count;

    /// <summary>The element of a figure.</summary>
    public string Add(JsonObject figure)
    {
        _script ??= new Lazy<string?>(Read);
        if (_script.Value is null)
            return "<p class=\"missing\">A Plotly figure: plotly.js was not found when this page was made.</p>";
        _count++;
        // A '<' stands only in the strings of a JSON text. Escaped, it cannot end the script element.
        var json = figure.ToJsonString().Replace("<", "\\u003c", StringComparison.Ordinal);
        return $"<div class=\"card\"><div class=\"figure\"></div><script type=\"application/json\">{json}</script></div>";
    }

    /// <summary>The scripts at the end of the page; empty without figures.</summary>
    public string Elements() => Scripts() is [var library, var drawing] ? $"<script>{library}</script>\n<script>{drawing}</script>\n" : "";

    /// <summary>The sources of scripts that the page allows (Content Security Policy, level 2).</summary>
    public string Policy() => Scripts() is { Length: > 0 } scripts
        ? string.Join(' ', scripts.Select(script => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'"))
        : "'none'";

    private string[] Scripts() => _count == 0 ? [] : [_script!.Value!, Drawing.ReplaceLineEndings("\n")];

    // A script element ends at the first end tag, also inside a string, and its line ends are read as line feeds.
    private string? Read()
    {
        try
        {
            return Encoding.UTF8.GetString(PlotlyScript.Read(plotly)).ReplaceLineEndings("\n")
                .Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)
                .Replace("<!--", "<\\!--", StringComparison.Ordinal);
        }
        catch (PictureException e)
        {
            warn(e.Message);
            return null;
        }
    }
}
