using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Darts.Notebooks.Tests;

/// <summary>Spoils JSON and bytes for the fuzz tests.</summary>
internal static class Mutations
{
    private static readonly string[] s_values =
        ["null", "true", "-1", "1e400", "0.5", "99999999999999999999", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[[]]", "{\"\": null}", "[null, 1, \"a\"]", "{\"tags\": [1]}"];

    /// <summary>How many mutations a test tries: the environment variable DARTS_FUZZ says it for a long run; 10,000 take minutes.</summary>
    public static int Count(int few) => int.TryParse(Environment.GetEnvironmentVariable("DARTS_FUZZ"), CultureInfo.InvariantCulture, out var many) ? many : few;

    /// <summary>Replaces, removes, renames or doubles something at a place that is chosen evenly over the tree.</summary>
    public static void ChangeValue(JsonNode root, Random random)
    {
        var parents = All(root).Where(node => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }).ToList();
        if (parents.Count == 0)
            return;
        var value = s_values[random.Next(s_values.Length)];
        // A lone surrogate is JSON, but no text that a JsonNode can hold.
        var node = JsonNode.Parse(value.Contains("ud800", StringComparison.Ordinal) ? "\"x\"" : value);
        switch (parents[random.Next(parents.Count)])
        {
            case JsonObject fields:
                var name = fields.ElementAt(random.Next(fields.Count)).Key;
                var action = random.Next(4);
                if (action == 0)
                    fields.Remove(name);
                else if (action == 1 && fields[name] is { } moved)
                    fields[name + "x"] = moved.DeepClone();
                else
                    fields[name] = node;
                break;
            case JsonArray items:
                var index = random.Next(items.Count);
                if (random.Next(2) == 0)
                    items.Insert(index, items[index]?.DeepClone());
                else
                    items[index] = node;
                break;
        }
    }

    /// <summary>Changes, removes, doubles and inserts bytes, or cuts the rest off.</summary>
    public static byte[] Scramble(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var n = random.Next(1, 6); n > 0 && bytes.Count > 0; n--)
        {
            var (start, length) = (random.Next(bytes.Count), random.Next(1, 30));
            length = Math.Min(length, bytes.Count - start);
            switch (random.Next(5))
            {
                case 0:
                    bytes[start] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(start, length);
                    break;
                case 2:
                    bytes.InsertRange(start, bytes.GetRange(start, length));
                    break;
                case 3:
                    bytes.InsertRange(start, Encoding.UTF8.GetBytes(s_values[random.Next(s_values.Length)]));
                    break;
                default:
                    bytes.RemoveRange(start, random.Next(20) == 0 ? bytes.Count - start : 1);
                    break;
            }
        }
        return [.. bytes];
    }

    private static IEnumerable<JsonNode> All(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => All(field.Value)).Prepend(node),
        JsonArray items => items.SelectMany(All).Prepend(node),
        null => [],
        _ => [node],
    };
}
