using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Darts.Notebooks.Running;

/// <summary>Progress on a terminal: one moving line with the current cell, its time and the last line it wrote; ended cells stay above.</summary>
internal sealed class TerminalProgress : IRunProgress, IDisposable
{
    private readonly IAnsiConsole _console;
    private readonly StatusContext _status;
    private readonly bool _everything;
    private readonly LineBuffer _lines;
    private readonly Timer _timer;
    private readonly Stopwatch _clock = new();
    private volatile string _title = "";
    private volatile string _last = "";

    /// <param name="console">The terminal.</param>
    /// <param name="status">Its moving line.</param>
    /// <param name="everything">Whether all that cells print stays on the terminal.</param>
    public TerminalProgress(IAnsiConsole console, StatusContext status, bool everything)
    {
        _console = console;
        _status = status;
        _everything = everything;
        _lines = new LineBuffer(Show);
        _timer = new Timer(_ => Refresh(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
    }

    public void KernelStarting()
    {
        _clock.Restart();
        _title = "Starting the kernel";
    }

    public void CellStarted(CellTitle cell)
    {
        _clock.Restart();
        _last = "";
        _title = cell.ToString();
        Refresh();
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
        var mark = failed ? "[red]✗[/]" : "[green]✓[/]";
        _console.MarkupLine($"{mark} {Markup.Escape(cell.ToString())} [grey]{Seconds(elapsed)}[/]");
    }

    public void Dispose() => _timer.Dispose();

    private void Show(string line)
    {
        if (line.Trim().Length == 0)
            return;
        _last = line.Trim();
        if (_everything)
            _console.MarkupLine("    [grey]" + Markup.Escape(line) + "[/]");
    }

    private void Refresh()
    {
        var room = Math.Max(20, _console.Profile.Width - _title.Length - 16);
        var last = _last.Length > room ? _last[..(room - 3)] + "..." : _last;
        _status.Status($"{Markup.Escape(_title)} [grey]{Seconds(_clock.Elapsed)}[/] {Markup.Escape(last)}");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
