namespace Darts.Notebooks.Session;

/// <summary>Ends a cell with an error that is already worded for the user.</summary>
internal sealed class CellFailedException(CellError error) : Exception(error.Value)
{
    public CellError Error { get; } = error;
}
