namespace Darts.Notebooks.Running;

/// <summary>Follows a run for whoever watches it. Calls come one at a time.</summary>
internal interface IRunProgress
{
    void KernelStarting();

    void CellStarted(CellTitle cell);

    /// <summary>Text that the running cell has written; it may end within a line.</summary>
    void CellWrote(bool isError, string text);

    /// <summary>The text form of something that the running cell shows.</summary>
    void CellShowed(string text);

    void CellEnded(CellTitle cell, TimeSpan elapsed, bool failed);
}
