using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Running;

/// <summary>How the run of a notebook ended.</summary>
/// <param name="Options">What was run.</param>
/// <param name="Code">What the shell is told.</param>
/// <param name="Notebook">The executed notebook as saved.</param>
/// <param name="Elapsed">From the start of the kernel to the end.</param>
/// <param name="Cells">The code cells.</param>
/// <param name="Problem">What went wrong, for the terminal; null when all went well.</param>
internal sealed record RunResult(RunOptions Options, ExitCode Code, Notebook Notebook, TimeSpan Elapsed, IReadOnlyList<CellRun> Cells, string? Problem = null)
{
    /// <summary>The cells that failed; without <c>--allow-errors</c> at most one.</summary>
    public IEnumerable<CellRun> Failed => Cells.Where(cell => cell.HasFailed);
}
