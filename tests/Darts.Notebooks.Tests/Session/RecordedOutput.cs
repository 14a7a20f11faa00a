using System.Text;
using System.Text.Json.Nodes;
using Darts.Notebooks.Session;

namespace Darts.Notebooks.Tests.Session;

/// <summary>Keeps what a cell shows, in order.</summary>
internal sealed class RecordedOutput : ICellOutput
{
    private readonly StringBuilder _log = new();

    public List<(JsonObject Data, string? Id, bool Update)> Displays { get; } = [];

    public Queue<string> Input { get; } = new();

    /// <summary>Streams as text, with <c>!</c> before what went to stderr.</summary>
    public string Text
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public void Write(StreamName stream, string text)
    {
        lock (_log)
            _log.Append(stream == StreamName.Stderr ? "!" + text : text);
    }

    public void Display(JsonObject data, string? displayId, bool update) => Displays.Add((data, displayId, update));

    public void Clear(bool wait) => Displays.Clear();

    public string ReadLine(string prompt, bool password) => Input.Dequeue();
}
