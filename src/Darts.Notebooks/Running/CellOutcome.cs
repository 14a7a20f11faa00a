namespace Darts.Notebooks.Running;

/// <summary>How a cell ended.</summary>
/// <param name="Code">Done, or what is wrong.</param>
/// <param name="Name">The kind of error, as the kernel or the runner names it.</param>
/// <param name="Problem">What to tell the user: for an error of the cell its traceback.</param>
internal sealed record CellOutcome(ExitCode Code, string? Name = null, string? Problem = null);
