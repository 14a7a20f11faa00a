using System.IO.Compression;
using Plotly.NET;

namespace Darts.Charts.Formatting;

/// <summary>
/// A chart as HTML that draws itself without internet: plotly.js travels with it, compressed (1.3 MB instead of 3.6), and is unpacked by the
/// browser where the page has not got it yet.
/// </summary>
internal static class OfflineHtml
{
    private const string Resource = "Plotly.NET.plotly-2.28.0.min.js";

    private static readonly Lazy<string> Library = new(Compress);

    public static string Write(GenericChart chart)
    {
        var id = $"darts-{Guid.NewGuid():N}";
        // "</script>" inside a string would end the element.
        var figure = FigureJson.Write(chart).Replace("</", "<\\/");
        return $$"""
            <div id="{{id}}"></div>
            <script>
            (function () {
              const draw = () => { const figure = {{figure}}; window.Plotly.newPlot("{{id}}", figure.data, figure.layout, { responsive: true }); };
              if (window.Plotly) { draw(); return; }
              window.dartsPlotly ??= (async () => {
                const bytes = Uint8Array.from(atob("{{Library.Value}}"), c => c.charCodeAt(0));
                const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
                const define = window.define;
                window.define = undefined; // Classic Notebook has require.js, to which plotly.js would give itself instead of to the page.
                try {
                  const script = document.createElement("script");
                  script.textContent = text;
                  document.head.appendChild(script);
                } finally { window.define = define; }
              })();
              window.dartsPlotly.then(draw);
            })();
            </script>
            """;
    }

    private static string Compress()
    {
        using var script = typeof(GenericChart).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"Plotly.NET.dll holds no '{Resource}': this version of it brings another plotly.js. Use Plotly.NET 6.0.0.");
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
            script.CopyTo(gzip);
        return Convert.ToBase64String(compressed.GetBuffer(), 0, (int)compressed.Length);
    }
}
