using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Running;

/// <summary>What a run does with one code cell.</summary>
/// <param name="cell">The cell.</param>
/// <param name="title">What the run calls it.</param>
/// <param name="isSelected">Whether it is to be run; one that is not keeps the outputs that it has.</param>
internal sealed class CellRun(NotebookCell cell, CellTitle title, bool isSelected)
{
    public NotebookCell Cell { get; } = cell;

    public CellTitle Title { get; } = title;

    public bool IsSelected { get; } = isSelected;

    /// <summary>How it ended; null while it has not.</summary>
    public CellOutcome? Outcome { get; set; }

    public DateTimeOffset Started { get; set; }

    public TimeSpan Elapsed { get; set; }

    public bool HasFailed => Outcome is { Code: not ExitCode.Done };

    /// <summary>The cell as tracebacks and progress call it, such as <c>[3/9] Search (In [4])</c>.</summary>
    public override string ToString() => Cell.ExecutionCount is { } count ? $"{Title} (In [{count}])" : $"{Title}";
}
