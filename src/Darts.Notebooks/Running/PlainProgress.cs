using System.Globalization;

namespace Darts.Notebooks.Running;

/// <summary>
/// Progress as plain lines, for logs and pipes: a line when a cell has ended. Of a cell that takes longer, the last line that it has written is
/// shown every few seconds; with everything shown, a line when a cell starts and all that it writes.
/// </summary>
internal sealed class PlainProgress : IRunProgress, IDisposable
{
    private static readonly TimeSpan s_liveEvery = TimeSpan.FromSeconds(5);

    private readonly TextWriter _output;
    private readonly bool _everything;
    private readonly string _prefix;
    private readonly LineBuffer _lines;
    private readonly Timer _timer;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private CellTitle? _running;
    private string? _last;
    private long _shown;

    /// <param name="output">Where the lines go.</param>
    /// <param name="everything">Whether all that cells print and display is shown, stderr included.</param>
    /// <param name="prefix">What every line begins with: the notebook, when several run at once.</param>
    /// <param name="time">The clock; null is the system's.</param>
    public PlainProgress(TextWriter output, bool everything, string prefix = "", TimeProvider? time = null)
    {
        _output = output;
        _everything = everything;
        _prefix = prefix;
        _time = time ?? TimeProvider.System;
        _lines = new LineBuffer(Show);
        _timer = new Timer(_ => ShowLast(), null, s_liveEvery, TimeSpan.FromSeconds(1));
    }

    public void KernelStarting() => Write("Starting the kernel");

    public void CellStarted(CellTitle cell)
    {
        lock (_gate)
            (_running, _last, _shown) = (cell, null, _time.GetTimestamp());
        if (_everything)
            Write($"{cell}");
    }

    public void CellWrote(bool isError, string text)
    {
        if (!isError || _everything)
            _lines.Write(text);
    }

    public void CellShowed(string text)
    {
        if (_everything)
            _lines.Write(text.TrimEnd('\n') + "\n");
    }

    public void CellEnded(CellTitle cell, TimeSpan elapsed, bool failed)
    {
        _lines.Flush();
        lock (_gate)
            _running = null;
        var name = _everything ? $"[{cell.Number}/{cell.Count}]" : $"{cell}";
        Write(string.Create(CultureInfo.InvariantCulture, $"{name}{(failed ? ": failed after" : "")} {elapsed.TotalSeconds:0.0} s"));
    }

    public void Dispose() => _timer.Dispose();

    private void Show(string line)
    {
        if (_everything)
        {
            Write("    " + line);
            return;
        }
        if (line.Trim().Length == 0)
            return;
        lock (_gate)
            _last = AnsiEscapes.Remove(line.Trim());
        ShowLast();
    }

    private void ShowLast()
    {
        lock (_gate)
        {
            if (_running is null || _last is null || _time.GetElapsedTime(_shown) < s_liveEvery)
                return;
            Write($"{_running}: {_last}");
            (_last, _shown) = (null, _time.GetTimestamp());
        }
    }

    // One call for a line: runs beside this one write lines of their own.
    private void Write(string line) => _output.WriteLine(_prefix + line);
}
