namespace Darts.Notebooks.Session;

/// <summary>Why a cell failed, in the three parts that Jupyter shows.</summary>
/// <param name="Name">The exception's type, <c>CompilationError</c> or <c>CellInterrupted</c>.</param>
/// <param name="Value">The message.</param>
/// <param name="Traceback">The lines to print, with positions that count from the cell's first line.</param>
internal sealed record CellError(string Name, string Value, IReadOnlyList<string> Traceback);
