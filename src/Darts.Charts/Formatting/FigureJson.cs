using System.Text.Json;
using Plotly.NET;

namespace Darts.Charts.Formatting;

/// <summary>A chart as <c>application/vnd.plotly.v1+json</c>, and as a line of text.</summary>
internal static class FigureJson
{
    public const string MimeType = "application/vnd.plotly.v1+json";

    /// <summary>The figure: an object with <c>data</c> and <c>layout</c>.</summary>
    public static string Write(GenericChart chart) => GenericChart.toFigureJson(chart);

    /// <summary>Title and names of the traces.</summary>
    public static string Text(GenericChart chart)
    {
        using var figure = JsonDocument.Parse(Write(chart));
        var title = figure.RootElement.TryGetProperty("layout", out var layout) ? Title(layout) : null;
        var names = figure.RootElement.GetProperty("data").EnumerateArray()
            .Select(trace => trace.TryGetProperty("name", out var name) ? name.GetString() : trace.TryGetProperty("type", out var type) ? type.GetString() : null)
            .OfType<string>()
            .Distinct()
            .ToArray();
        var shown = names.Length <= 8 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(8))} and {names.Length - 8} more";
        return names.Length == 0 ? title ?? "Chart" : $"{title ?? "Chart"} [{shown}]";
    }

    private static string? Title(JsonElement layout)
    {
        if (!layout.TryGetProperty("title", out var title))
            return null;
        return title.ValueKind switch
        {
            JsonValueKind.String => title.GetString(),
            JsonValueKind.Object when title.TryGetProperty("text", out var text) => text.GetString(),
            _ => null,
        };
    }
}
