namespace Darts.Notebooks.Session;

/// <summary>What every cell sees by its name alone, beside what .NET Interactive gives.</summary>
public static class CellGlobals
{
    /// <summary>Cancelled when the user interrupts the cell: pass it to long calls into libraries.</summary>
    public static CancellationToken Cancellation => CellExecution.Current?.Cancellation ?? CancellationToken.None;
}
