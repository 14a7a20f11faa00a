using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Darts.Notebooks.Documents;

/// <summary>Reads the JSON of a notebook and refuses what the engine could not keep faithfully; older minors become 4.5.</summary>
internal static partial class NotebookCheck
{
    /// <summary>JSON as the engine reads it: no field twice, no nesting that would exhaust a stack.</summary>
    public static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 256 };

    public static JsonObject Read(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes.ToArray(), Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new NotebookFormatException($"{name}: not a notebook: its JSON is {document.RootElement.ValueKind.ToString().ToLowerInvariant()}, not an object.");
            JsonTexts.Check(document.RootElement);
            var root = JsonObject.Create(document.RootElement.Clone())!;
            Check(root, name);
            return root;
        }
        catch (JsonException e)
        {
            throw new NotebookFormatException($"{name}: not a notebook: not JSON ({e.Message})", e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new NotebookFormatException($"{name}: not a notebook: {e.Message}", e);
        }
    }

    private static void Check(JsonObject root, string name)
    {
        var version = Integer(root["nbformat"]);
        if (version is null)
            throw new NotebookFormatException($"{name}: not a notebook: it has no field nbformat.");
        if (version != 4)
            throw new NotebookFormatException($"{name}: nbformat {version}: only nbformat 4 is read. Convert the file with `jupyter nbconvert --to notebook`.");
        if (root["cells"] is not JsonArray cells)
            throw new NotebookFormatException($"{name}: nbformat 4 needs a list of cells.");
        if (root["metadata"] is not JsonObject)
            throw new NotebookFormatException($"{name}: nbformat 4 needs an object metadata.");

        for (var i = 0; i < cells.Count; i++)
            CheckCell(cells[i] as JsonObject ?? throw new NotebookFormatException($"{name}: cell {i + 1} is not an object."), i, name);
        CheckIds(root, cells, name);
    }

    private static void CheckCell(JsonObject cell, int index, string name)
    {
        var where = $"{name}: cell {index + 1}";
        var kind = cell["cell_type"]?.GetValueKind() == JsonValueKind.String ? cell["cell_type"]!.GetValue<string>() : null;
        if (kind is not ("code" or "markdown" or "raw"))
            throw new NotebookFormatException($"{where}: cell_type is {cell["cell_type"]?.ToJsonString() ?? "missing"}; nbformat 4 has code, markdown and raw.");
        if (!cell.ContainsKey("source"))
            throw new NotebookFormatException($"{where} has no source.");
        try
        {
            MultilineText.Join(cell["source"]);
        }
        catch (FormatException e)
        {
            throw new NotebookFormatException($"{where}: source: {e.Message}.", e);
        }
        if (!cell.ContainsKey("metadata"))
            cell["metadata"] = new JsonObject();
        if (cell["metadata"] is not JsonObject)
            throw new NotebookFormatException($"{where}: metadata is not an object.");
        if (kind == "code")
            CheckOutputs(cell, where);
    }

    private static void CheckOutputs(JsonObject cell, string where)
    {
        if (!cell.ContainsKey("outputs"))
            cell["outputs"] = new JsonArray();
        if (!cell.ContainsKey("execution_count"))
            cell["execution_count"] = null;
        if (cell["outputs"] is not JsonArray outputs || outputs.Any(output => output is not JsonObject))
            throw new NotebookFormatException($"{where}: outputs is not a list of objects.");
        if (cell["execution_count"] is { } count && Integer(count) is null)
            throw new NotebookFormatException($"{where}: execution_count is {count.ToJsonString()}, not an integer.");
    }

    private static void CheckIds(JsonObject root, JsonArray cells, string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i]!.AsObject();
            if (!cell.ContainsKey("id"))
                continue;
            var id = cell["id"]?.GetValueKind() == JsonValueKind.String ? cell["id"]!.GetValue<string>() : null;
            if (id is null || !IdPattern().IsMatch(id))
                throw new NotebookFormatException($"{name}: cell {i + 1}: id {cell["id"]?.ToJsonString() ?? "null"}: an id has 1 to 64 letters, digits, - and _.");
            if (!seen.Add(id))
                throw new NotebookFormatException($"{name}: cell {i + 1}: id \"{id}\" is used twice. Give the cell an id of its own.");
        }
        MakeIds(cells, seen);
        if ((Integer(root["nbformat_minor"]) ?? 0) < 5)
            root["nbformat_minor"] = 5;
    }

    // Ids come with 4.5. Made from the position, so that reading a file twice gives the same ones.
    private static void MakeIds(JsonArray cells, HashSet<string> seen)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i]!.AsObject();
            if (cell.ContainsKey("id"))
                continue;
            var id = $"cell-{i + 1}";
            for (var n = 2; !seen.Add(id); n++)
                id = $"cell-{i + 1}-{n}";
            // Jupyter sorts fields: the id stands before the metadata.
            cell.Insert(Math.Max(0, cell.IndexOf("metadata")), "id", JsonValue.Create(id));
        }
    }

    private static int? Integer(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && int.TryParse(node.ToJsonString(), out var value) ? value : null;

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$")]
    private static partial Regex IdPattern();
}
