using Darts.Notebooks.Running;

namespace Darts.Notebooks.Tests.Running;

/// <summary>Keeps what a run reports and lets a test act on it.</summary>
internal sealed class RecordedProgress : IRunProgress
{
    public List<string> Lines { get; } = [];

    public Action<string>? OnText { get; init; }

    public void KernelStarting() => Lines.Add("kernel");

    public void CellStarted(CellTitle cell) => Lines.Add($"{cell}");

    public void CellWrote(bool isError, string text)
    {
        Lines.Add(text);
        OnText?.Invoke(text);
    }

    public void CellShowed(string text) => Lines.Add("shows " + text);

    public void CellEnded(CellTitle cell, TimeSpan elapsed, bool failed) => Lines.Add(failed ? "failed" : "done");
}
