using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Documents;

/// <summary>
/// Writes JSON the way Python's <c>json.dumps(indent=1, ensure_ascii=False)</c> does, which is how Jupyter lays out a notebook:
/// System.Text.Json escapes emoji and some other characters that Jupyter keeps, so every save would be a difference.
/// </summary>
internal static class JsonLayout
{
    public static string Write(JsonNode node, string indent)
    {
        var text = new StringBuilder();
        WriteNode(text, node, indent, depth: 0);
        return text.ToString();
    }

    private static void WriteNode(StringBuilder text, JsonNode? node, string indent, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject fields:
                WriteItems(text, '{', '}', fields, indent, depth, field =>
                {
                    WriteString(text, field.Key);
                    text.Append(": ");
                    WriteNode(text, field.Value, indent, depth + 1);
                });
                break;
            case JsonArray items:
                WriteItems(text, '[', ']', items, indent, depth, item => WriteNode(text, item, indent, depth + 1));
                break;
            default:
                WriteValue(text, node);
                break;
        }
    }

    private static void WriteItems<T>(StringBuilder text, char open, char close, IEnumerable<T> items, string indent, int depth, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                text.Append(',');
            first = false;
            NewLine(text, indent, depth + 1);
            write(item);
        }
        NewLine(text, indent, depth);
        text.Append(close);
    }

    private static void NewLine(StringBuilder text, string indent, int depth)
    {
        text.Append('\n');
        for (var i = 0; i < depth; i++)
            text.Append(indent);
    }

    private static void WriteValue(StringBuilder text, JsonNode value)
    {
        if (value.GetValueKind() == JsonValueKind.String)
            WriteString(text, value.GetValue<string>());
        else
            text.Append(value.ToJsonString());
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                text.Append(c).Append(value[++i]);
            else if (c < ' ' || c is '"' or '\\' || char.IsSurrogate(c))
                text.Append(Escape(c));
            else
                text.Append(c);
        }
        text.Append('"');
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
    };
}
