using System.Text.Json.Nodes;

namespace Darts.Notebooks.Documents;

/// <summary>Sets fields of JSON objects where Jupyter, which sorts them, would put them.</summary>
internal static class SortedFields
{
    public static void Set(JsonObject fields, string name, JsonNode? value)
    {
        if (fields.ContainsKey(name))
            fields[name] = value;
        else
            fields.Insert(fields.TakeWhile(field => string.CompareOrdinal(field.Key, name) < 0).Count(), name, value);
    }
}
