using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Darts.Notebooks.Session;

/// <summary>Turns values into Jupyter's mime bundles through .NET Interactive's formatters.</summary>
internal static class ValueFormatter
{
    private const string PlainText = "text/plain";

    /// <summary>
    /// Formats a value in all mime types that its type prefers (they are alternatives: the client draws the best it can), or in those named.
    /// Text is always among them, for terminals and for version control.
    /// </summary>
    public static JsonObject Format(object? value, IReadOnlyList<string>? mimeTypes = null)
    {
        var chosen = mimeTypes is { Count: > 0 } ? mimeTypes : [.. Formatter.GetPreferredMimeTypesFor(value?.GetType())];
        var data = new JsonObject();
        foreach (var mimeType in chosen)
            data[mimeType] = Node(value.ToDisplayString(mimeType), mimeType);
        if (mimeTypes is not { Count: > 0 } && !data.ContainsKey(PlainText))
            data[PlainText] = value.ToDisplayString(PlainText);
        return data;
    }

    /// <summary>A bundle of one text that is already in its mime type.</summary>
    public static JsonObject Raw(string text, string mimeType) => new() { [mimeType] = Node(text, mimeType) };

    // JSON mime types hold objects in notebooks, not text.
    private static JsonNode? Node(string text, string mimeType)
    {
        if (mimeType != "application/json" && !mimeType.EndsWith("+json", StringComparison.Ordinal))
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
