using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Documents;

/// <summary>nbformat's multi-line strings: a list of lines that keep their line ends, or (also legal) one string.</summary>
internal static class MultilineText
{
    /// <summary>The text of a multi-line string; null counts as empty.</summary>
    /// <exception cref="FormatException">The node is neither a string nor a list of strings.</exception>
    public static string Join(JsonNode? node) => node switch
    {
        null => "",
        JsonArray lines => string.Concat(lines.Select(Line)),
        _ => Line(node),
    };

    /// <summary>The text of an output that anyone may have written: what is no text counts as empty.</summary>
    public static string JoinOrEmpty(JsonNode? node)
    {
        try
        {
            return Join(node);
        }
        catch (FormatException)
        {
            return "";
        }
    }

    /// <summary>The list of lines that Jupyter stores for a text: split after every line feed, no empty last line.</summary>
    public static JsonArray Split(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(JsonValue.Create(text[start..end]));
            start = end;
        }
        return lines;
    }

    private static string Line(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String
            ? node.GetValue<string>()
            : throw new FormatException($"a text must be a string or a list of strings, not {node?.ToJsonString() ?? "null"}");
}
