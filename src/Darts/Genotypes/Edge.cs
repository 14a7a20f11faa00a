namespace Darts.Genotypes;

/// <summary>One chosen operation of a cell.</summary>
/// <param name="Operation">The operation's name, e.g. <c>sep_conv_3x3</c>.</param>
/// <param name="From">The state it takes: 0 and 1 are the cell's inputs (the output of the cell before last and of the last one), 2, 3, ... its nodes.</param>
/// <param name="To">The state (node) it adds to, at least 2.</param>
public sealed record Edge(string Operation, int From, int To);
