namespace Darts.Notebooks.Session;

/// <summary>What every cell sees by its name alone, beside what .NET Interactive gives.</summary>
public static class CellGlobals
{
    /// <summary>Cancelled when the user interrupts the cell: pass it to long calls into libraries.</summary>
    public static CancellationToken Cancellation => CellExecution.Current?.Cancellation ?? CancellationToken.None;

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">True keeps it until the next output comes, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellExecution.Required.Output.Clear(wait);
}
