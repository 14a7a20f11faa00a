using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Running;

/// <summary>How a run ended.</summary>
/// <param name="Code">What the shell is told.</param>
/// <param name="Notebook">The executed notebook as saved.</param>
/// <param name="Elapsed">From the start of the kernel to the end.</param>
/// <param name="FailedCell">The cell at which it stopped.</param>
/// <param name="Problem">What went wrong, for the terminal; null when all went well.</param>
internal sealed record RunResult(ExitCode Code, Notebook Notebook, TimeSpan Elapsed, CellTitle? FailedCell = null, string? Problem = null);
