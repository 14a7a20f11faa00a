using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Pictures;

/// <summary>A page with a Plotly figure, drawn from the very JSON that the notebook holds.</summary>
internal static class PlotlyPage
{
    /// <summary>The file that a page expects plotly.js in, beside itself.</summary>
    public const string ScriptFile = "plotly.js";

    public const string MimeType = "application/vnd.plotly.v1+json";

    // Plotly's own default width is 700; a notebook has room for more.
    private const double DefaultWidth = 900;
    private const double DefaultHeight = 450;

    /// <param name="figure">The figure: an object with <c>data</c> and <c>layout</c>.</param>
    public static PicturePage Of(JsonNode figure)
    {
        var layout = (figure as JsonObject)?["layout"] as JsonObject;
        var width = Math.Min(Length(layout?["width"], DefaultWidth), PicturePage.Widest);
        var height = Length(layout?["height"], DefaultHeight);
        // A '<' stands only in the strings of a JSON text. Escaped, it cannot end the script element.
        var json = figure.ToJsonString().Replace("<", "\\u003c", StringComparison.Ordinal);
        return PicturePage.Of(
            $$"""
            <div id="picture"></div>
            <script src="{{ScriptFile}}"></script>
            <script id="figure" type="application/json">{{json}}</script>
            <script>
            (async () => {
              try {
                const figure = JSON.parse(document.getElementById('figure').textContent);
                if (!Array.isArray(figure.data)) throw 'the figure has no list of traces, data';
                const layout = { ...figure.layout, width: {{PicturePage.Pixels(width)}}, height: {{PicturePage.Pixels(height)}}, autosize: false };
                await Plotly.newPlot('picture', { data: figure.data, layout: layout, config: { staticPlot: true } });
                console.log('{{PicturePage.Drawn}}');
              } catch (error) {
                console.log('{{PicturePage.NotDrawn}}' + error);
              }
            })();
            </script>
            """,
            width,
            height);
    }

    private static double Length(JsonNode? node, double otherwise) =>
        node?.GetValueKind() == JsonValueKind.Number && double.TryParse(node.ToJsonString(), CultureInfo.InvariantCulture, out var length) && length >= 1
            ? length
            : otherwise;
}
