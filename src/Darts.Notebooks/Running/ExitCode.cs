namespace Darts.Notebooks.Running;

/// <summary>What a run tells the shell.</summary>
internal enum ExitCode
{
    Done = 0,
    CellFailed = 1,
    Usage = 2,
    TimeLimit = 3,
    KernelDied = 4,
}
