using System.Text;

namespace Darts.Notebooks.Running;

/// <summary>Cuts text that comes in pieces into lines; of a line that is written over with carriage returns the last state counts.</summary>
internal sealed class LineBuffer(Action<string> write)
{
    private readonly StringBuilder _rest = new();

    public void Write(string text)
    {
        _rest.Append(text);
        if (!text.Contains('\n', StringComparison.Ordinal))
            return;
        var lines = _rest.ToString().Split('\n');
        _rest.Clear().Append(lines[^1]);
        foreach (var line in lines[..^1])
            write(Last(line));
    }

    /// <summary>Writes the line that has no end yet.</summary>
    public void Flush()
    {
        if (_rest.Length > 0)
            write(Last(_rest.ToString()));
        _rest.Clear();
    }

    private static string Last(string line)
    {
        line = line.TrimEnd('\r');
        return line[(line.LastIndexOf('\r') + 1)..];
    }
}
