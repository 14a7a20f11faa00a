namespace Darts.Charts;

/// <summary>Several runs of one thing, e.g. a search with other seeds, as a quantity over epochs.</summary>
/// <param name="Name">What the runs have in common.</param>
/// <param name="Runs">For every run its values, epoch by epoch from the first. Runs may be of different lengths.</param>
public sealed record RunGroup(string Name, IReadOnlyList<IReadOnlyList<double>> Runs);
