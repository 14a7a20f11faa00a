using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Running;

/// <summary>
/// Turns a kernel's messages into the outputs that nbformat stores: adjacent texts of a stream become one, displays are updated in place
/// wherever they stand, mime types are sorted as Jupyter sorts them.
/// </summary>
internal sealed class OutputRecorder
{
    private readonly Dictionary<string, List<JsonObject>> _displays = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();
    private JsonArray _outputs = [];
    private JsonObject? _stream;
    private bool _clearFirst;

    /// <summary>Begins a cell: its outputs so far are removed.</summary>
    public void Begin(NotebookCell cell)
    {
        Complete();
        _clearFirst = false;
        cell.Outputs = _outputs = [];
    }

    /// <summary>Records an iopub message; those that are no outputs are ignored.</summary>
    public void Record(JupyterMessage message)
    {
        var content = message.Content;
        switch (message.Type)
        {
            case "stream":
                AddText(JupyterMessage.Text(content, "name") ?? "stdout", JupyterMessage.Text(content, "text") ?? "");
                break;
            case "display_data":
                AddDisplay(content, new JsonObject { ["data"] = Data(content), ["metadata"] = Copy(content, "metadata"), ["output_type"] = "display_data" });
                break;
            case "execute_result":
                AddDisplay(content, new JsonObject
                {
                    ["data"] = Data(content),
                    ["execution_count"] = content["execution_count"]?.DeepClone(),
                    ["metadata"] = Copy(content, "metadata"),
                    ["output_type"] = "execute_result",
                });
                break;
            case "update_display_data":
                Update(content);
                break;
            case "clear_output":
                _clearFirst = true;
                if (!JupyterMessage.Flag(content, "wait", false))
                    Prepare();
                break;
            case "error":
                Add(Error(JupyterMessage.Text(content, "ename") ?? "", JupyterMessage.Text(content, "evalue") ?? "", Copy(content, "traceback", new JsonArray())));
                break;
        }
    }

    /// <summary>Adds an error that no kernel reported: a time limit, a kernel that died.</summary>
    public void AddError(string name, string message) => Add(Error(name, message, new JsonArray(message)));

    /// <summary>Writes gathered text into the notebook; call before saving.</summary>
    public void Complete()
    {
        if (_stream is not null)
            _stream["text"] = MultilineText.Split(_text.ToString());
    }

    private void AddText(string stream, string text)
    {
        Prepare();
        if (_stream is null || !ReferenceEquals(_outputs.LastOrDefault(), _stream) || JupyterMessage.Text(_stream, "name") != stream)
        {
            Complete();
            _text.Clear();
            _stream = new JsonObject { ["name"] = stream, ["output_type"] = "stream", ["text"] = new JsonArray() };
            _outputs.Add(_stream);
        }
        _text.Append(text);
    }

    private void AddDisplay(JsonObject content, JsonObject output)
    {
        Add(output);
        if (DisplayId(content) is not { } id)
            return;
        if (!_displays.TryGetValue(id, out var places))
            _displays[id] = places = [];
        places.Add(output);
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

    private void Add(JsonObject output)
    {
        Prepare();
        Complete();
        _stream = null;
        _outputs.Add(output);
    }

    // clear_output(wait) clears when the next output comes, so that a redrawn picture does not flicker.
    private void Prepare()
    {
        if (!_clearFirst)
            return;
        _clearFirst = false;
        _stream = null;
        _outputs.Clear();
    }

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
