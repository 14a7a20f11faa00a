using System.Text.Json;

namespace Darts.Notebooks.Documents;

/// <summary>
/// Decodes every text of a JSON value at once. A text is otherwise decoded when it is first asked for, which for one in an output may be an hour
/// from now, and broken surrogate pairs are legal JSON, but no text.
/// </summary>
internal static class JsonTexts
{
    /// <exception cref="InvalidOperationException">A text has half of a surrogate pair.</exception>
    public static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Check(item);
                break;
            case JsonValueKind.Object:
                foreach (var field in element.EnumerateObject())
                {
                    _ = field.Name;
                    Check(field.Value);
                }
                break;
        }
    }
}
