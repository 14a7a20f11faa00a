using System.Text;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Running;

/// <summary>The outputs of one cell as they come: adjacent texts of a stream become one. It holds no more than it may.</summary>
internal sealed class CellOutputs
{
    private readonly JsonArray _outputs = [];
    private readonly StringBuilder _text = new();
    private readonly long _limit;
    private JsonObject? _stream;
    private bool _clearFirst;
    private bool _isFull;
    private long _size;

    /// <param name="cell">The cell; its outputs so far are removed.</param>
    /// <param name="limit">The most that it may hold, in characters.</param>
    public CellOutputs(NotebookCell cell, long limit)
    {
        cell.Outputs = _outputs;
        _limit = limit;
    }

    /// <returns>False when there is no room for the text.</returns>
    public bool AddText(string stream, string text)
    {
        if (!Prepare(text.Length))
            return false;
        if (_stream is null || !ReferenceEquals(_outputs.LastOrDefault(), _stream) || JupyterMessage.Text(_stream, "name") != stream)
        {
            Complete();
            _text.Clear();
            _stream = new JsonObject { ["name"] = stream, ["output_type"] = "stream", ["text"] = new JsonArray() };
            _outputs.Add(_stream);
        }
        _text.Append(text);
        return true;
    }

    /// <returns>False when there is no room for the output.</returns>
    public bool Add(JsonObject output, long size = 0)
    {
        if (!Prepare(size))
            return false;
        Complete();
        _stream = null;
        _outputs.Add(output);
        return true;
    }

    /// <summary>Removes what there is; with <paramref name="wait"/> when the next output comes, so that a redrawn picture does not flicker.</summary>
    public void Clear(bool wait)
    {
        _clearFirst = true;
        if (!wait)
            Prepare(0);
    }

    /// <summary>Writes gathered text into the notebook; call before saving.</summary>
    public void Complete()
    {
        if (_stream is not null)
            _stream["text"] = MultilineText.Split(_text.ToString());
    }

    private bool Prepare(long size)
    {
        if (_clearFirst)
        {
            _clearFirst = false;
            _stream = null;
            _outputs.Clear();
            _size = 0;
        }
        // Once something had no room, nothing that takes room comes after it: there are no holes.
        _isFull |= _size + size > _limit;
        _size += size;
        return size == 0 || !_isFull;
    }
}
