using System.Text;
using System.Text.Json.Nodes;
using Darts.Notebooks.Session;

namespace Darts.Notebooks.Jupyter;

/// <summary>
/// Publishes the outputs of one cell. Text is gathered and sent every 50 ms: a cell that prints 100,000 lines sends some dozens of messages.
/// </summary>
internal sealed class CellMessages : ICellOutput, IDisposable
{
    private const int FlushAfterCharacters = 1 << 16;
    private static readonly TimeSpan s_flushEvery = TimeSpan.FromMilliseconds(50);

    private readonly Action<string, JsonObject> _publish;
    private readonly Func<string, bool, string> _readLine;
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly Timer _timer;
    private StreamName _stream;

    /// <param name="publish">Sends a message of a type on iopub.</param>
    /// <param name="readLine">Asks the client for a line.</param>
    public CellMessages(Action<string, JsonObject> publish, Func<string, bool, string> readLine)
    {
        _publish = publish;
        _readLine = readLine;
        _timer = new Timer(_ => Flush());
    }

    public void Write(StreamName stream, string text)
    {
        lock (_gate)
        {
            if (stream != _stream)
                Flush();
            _stream = stream;
            if (_text.Length == 0)
                _timer.Change(s_flushEvery, Timeout.InfiniteTimeSpan);
            _text.Append(text);
            if (_text.Length >= FlushAfterCharacters)
                Flush();
        }
    }

    public void Display(JsonObject data, string? displayId, bool update) => Publish(update ? "update_display_data" : "display_data", new JsonObject
    {
        ["data"] = data,
        ["metadata"] = new JsonObject(),
        ["transient"] = displayId is null ? new JsonObject() : new JsonObject { ["display_id"] = displayId },
    });

    public void Clear(bool wait) => Publish("clear_output", new JsonObject { ["wait"] = wait });

    public string ReadLine(string prompt, bool password)
    {
        Flush();
        return _readLine(prompt, password);
    }

    /// <summary>Sends what was written so far; further text of tasks that outlive the cell is still sent.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_text.Length == 0)
                return;
            var content = new JsonObject { ["name"] = _stream == StreamName.Stdout ? "stdout" : "stderr", ["text"] = _text.ToString() };
            _text.Clear();
            _publish("stream", content);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    private void Publish(string type, JsonObject content)
    {
        lock (_gate)
        {
            Flush();
            _publish(type, content);
        }
    }
}
