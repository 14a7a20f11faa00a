namespace Darts.Notebooks.Session;

/// <summary>Thrown in a cell that the user has interrupted.</summary>
public sealed class CellInterruptedException : OperationCanceledException
{
    /// <summary>Says that the cell was interrupted.</summary>
    public CellInterruptedException()
        : base("The cell was interrupted.")
    {
    }

    /// <summary>Says what was interrupted.</summary>
    public CellInterruptedException(string message)
        : base(message)
    {
    }

    /// <summary>Says what was interrupted, and what it was doing.</summary>
    public CellInterruptedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
