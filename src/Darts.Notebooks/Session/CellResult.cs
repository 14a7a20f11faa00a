using System.Text.Json.Nodes;

namespace Darts.Notebooks.Session;

/// <summary>How a cell ended.</summary>
/// <param name="Data">The mime bundle of its trailing expression, null when it has none.</param>
/// <param name="Error">Null when the cell succeeded.</param>
internal sealed record CellResult(JsonObject? Data, CellError? Error);
