namespace Darts.Notebooks.Running.Parameters;

/// <summary>A parameter of a notebook, read from its declaration in the cell tagged <c>parameters</c>.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its type as written; for <c>var</c> the type of its initializer, where that shows it.</param>
/// <param name="Default">The initializer as written; empty when there is none.</param>
/// <param name="Help">The comment after it on its line.</param>
internal sealed record Parameter(string Name, string Type, string Default, string Help)
{
    /// <summary>The members of its type when that is an enum which the notebook declares.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>The declaration as written, for errors.</summary>
    public override string ToString() => $"{Type} {Name}{(Default.Length > 0 ? $" = {Default}" : "")};{(Help.Length > 0 ? $" // {Help}" : "")}";
}
