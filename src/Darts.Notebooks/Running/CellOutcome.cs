namespace Darts.Notebooks.Running;

/// <summary>How a cell ended.</summary>
/// <param name="Code">Done, or why the run stops.</param>
/// <param name="Problem">What to tell the user.</param>
internal sealed record CellOutcome(ExitCode Code, string? Problem = null);
