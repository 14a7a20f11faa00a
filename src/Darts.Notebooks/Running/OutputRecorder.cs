using System.Text.Json;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Running;

/// <summary>
/// Turns a kernel's messages into the outputs that nbformat stores. What a task writes after its cell has ended goes to that cell, displays
/// are updated in place wherever they stand, mime types are sorted as Jupyter sorts them.
/// </summary>
/// <param name="limit">The most that a cell's outputs may hold, in characters; what does not fit is dropped.</param>
internal sealed class OutputRecorder(long limit)
{
    private readonly Dictionary<string, CellOutputs> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<JsonObject>> _displays = new(StringComparer.Ordinal);

    /// <summary>Begins a cell: its outputs so far are removed.</summary>
    /// <param name="request">The id of the message that asks to run it, which its outputs name as their parent.</param>
    /// <param name="cell">The cell.</param>
    public void Begin(string request, NotebookCell cell) => _cells[request] = new CellOutputs(cell, limit);

    /// <summary>Records an iopub message; those that are no outputs of a known cell are ignored.</summary>
    /// <returns>False when it is an output for which the cell has no room.</returns>
    public bool Record(JupyterMessage message)
    {
        if (message.Type == "update_display_data")
            Update(message.Content);
        return !_cells.TryGetValue(message.ParentId, out var cell) || Record(cell, message.Type, message.Content);
    }

    /// <summary>Adds an error that no kernel reported: a time limit, a kernel that died.</summary>
    public void AddError(string request, string name, string message) => _cells[request].Add(Error(name, message, new JsonArray(message)));

    /// <summary>Writes gathered text into the notebook; call before saving.</summary>
    public void Complete()
    {
        foreach (var cell in _cells.Values)
            cell.Complete();
    }

    private bool Record(CellOutputs cell, string type, JsonObject content)
    {
        switch (type)
        {
            case "stream":
                return cell.AddText(JupyterMessage.Text(content, "name") ?? "stdout", JupyterMessage.Text(content, "text") ?? "");
            case "display_data":
                return AddDisplay(cell, content, new JsonObject
                {
                    ["data"] = Data(content),
                    ["metadata"] = Copy(content, "metadata"),
                    ["output_type"] = "display_data",
                });
            case "execute_result":
                return AddDisplay(cell, content, new JsonObject
                {
                    ["data"] = Data(content),
                    ["execution_count"] = content["execution_count"]?.DeepClone(),
                    ["metadata"] = Copy(content, "metadata"),
                    ["output_type"] = "execute_result",
                });
            case "clear_output":
                cell.Clear(JupyterMessage.Flag(content, "wait", false));
                return true;
            case "error":
                var trace = Copy(content, "traceback", new JsonArray());
                return cell.Add(Error(JupyterMessage.Text(content, "ename") ?? "", JupyterMessage.Text(content, "evalue") ?? "", trace));
            default:
                return true;
        }
    }

    private bool AddDisplay(CellOutputs cell, JsonObject content, JsonObject output)
    {
        if (!cell.Add(output, Size(content["data"] as JsonObject ?? [])))
            return false;
        if (DisplayId(content) is not { } id)
            return true;
        if (!_displays.TryGetValue(id, out var places))
            _displays[id] = places = [];
        places.Add(output);
        return true;
    }

    private void Update(JsonObject content)
    {
        if (DisplayId(content) is not { } id || !_displays.TryGetValue(id, out var places))
            return;
        foreach (var place in places)
        {
            place["data"] = Data(content);
            place["metadata"] = Copy(content, "metadata");
        }
    }

    private static long Size(JsonObject data) =>
        data.Sum(item => item.Value?.GetValueKind() == JsonValueKind.String ? item.Value.GetValue<string>().Length : item.Value?.ToJsonString().Length ?? 0L);

    private static JsonObject Error(string name, string message, JsonNode traceback) => new()
    {
        ["ename"] = name,
        ["evalue"] = message,
        ["output_type"] = "error",
        ["traceback"] = traceback,
    };

    private static string? DisplayId(JsonObject content) => content["transient"] is JsonObject transient ? JupyterMessage.Text(transient, "display_id") : null;

    private static JsonNode Copy(JsonObject content, string name, JsonNode? otherwise = null) => content[name]?.DeepClone() ?? otherwise ?? new JsonObject();

    private static JsonObject Data(JsonObject content)
    {
        var data = new JsonObject();
        if (content["data"] is not JsonObject bundle)
            return data;
        foreach (var (mimeType, value) in bundle.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            var lines = value?.GetValueKind() == JsonValueKind.String && HasLines(mimeType);
            data[mimeType] = lines ? MultilineText.Split(value!.GetValue<string>()) : value?.DeepClone();
        }
        return data;
    }

    // The types that Jupyter stores as lists of lines; base64 stays one string.
    private static bool HasLines(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is "application/javascript" or "image/svg+xml";
}
