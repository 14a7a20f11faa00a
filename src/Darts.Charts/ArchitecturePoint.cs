namespace Darts.Charts;

/// <summary>An architecture as a point: how large it is, and how wrong.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Number of weights, in millions.</param>
/// <param name="Error">Error, in percent.</param>
/// <param name="Deviation">Standard deviation of the error over runs, in percentage points; null where there was one run.</param>
/// <param name="Group">What it is counted among, for its colour, e.g. <c>found</c> or <c>random</c>.</param>
public sealed record ArchitecturePoint(string Name, double Parameters, double Error, double? Deviation = null, string Group = "");
