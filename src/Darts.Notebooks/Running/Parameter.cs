namespace Darts.Notebooks.Running;

/// <summary>A parameter of a notebook, read from its declaration in the cell tagged <c>parameters</c>.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its type as written; for <c>var</c> the type of its literal.</param>
/// <param name="Default">The initializer as written; empty when there is none.</param>
/// <param name="Help">The comment after it on its line.</param>
internal sealed record Parameter(string Name, string Type, string Default, string Help);
