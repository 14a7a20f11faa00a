using System.Text.Json.Nodes;

namespace Darts.Notebooks.Running.Parameters;

/// <summary>A value of a declared type.</summary>
/// <param name="Code">The C# expression.</param>
/// <param name="Json">The same for a notebook's metadata.</param>
internal sealed record TypedValue(string Code, JsonNode? Json)
{
    public static TypedValue Null { get; } = new("null", null);
}
