namespace Darts.Charts;

/// <summary>The cells of one search, each retrained from scratch, in the order in which the search passed them.</summary>
/// <param name="Name">The search, e.g. its seed.</param>
/// <param name="Snapshots">When each cell stood, in epochs or hours of the search, and the error after retraining, in percent; times rise.</param>
public sealed record SnapshotRun(string Name, IReadOnlyList<(double Time, double Error)> Snapshots);
