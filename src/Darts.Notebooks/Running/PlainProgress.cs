using System.Globalization;

namespace Darts.Notebooks.Running;

/// <summary>Progress as plain lines, for logs and pipes: a line when a cell starts and ends, and between them what it prints.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="everything">Whether stderr and displayed values are shown too.</param>
internal sealed class PlainProgress(TextWriter output, bool everything) : IRunProgress
{
    private readonly LineBuffer _lines = new(line => output.WriteLine("    " + line));

    public void KernelStarting() => output.WriteLine("Starting the kernel");

    public void CellStarted(CellTitle cell) => output.WriteLine(cell);

    public void CellWrote(bool isError, string text)
    {
        if (!isError || everything)
            _lines.Write(text);
    }

    public void CellShowed(string text)
    {
        if (everything)
            _lines.Write(text.TrimEnd('\n') + "\n");
    }

    public void CellEnded(CellTitle cell, TimeSpan elapsed, bool failed)
    {
        _lines.Flush();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{cell.Number}/{cell.Count}] {(failed ? "failed after" : "done in")} {elapsed.TotalSeconds:0.0} s"));
    }
}
