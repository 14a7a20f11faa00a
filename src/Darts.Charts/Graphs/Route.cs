namespace Darts.Charts.Graphs;

/// <summary>The way of one edge, or of a state into the output where <see cref="Edge"/> is null.</summary>
/// <param name="Edge">What it is.</param>
/// <param name="Chain">The places it runs through, one a layer.</param>
internal sealed record Route(SketchEdge? Edge, IReadOnlyList<Vertex> Chain)
{
    public double Thickness => Edge?.Thickness ?? 1.4;

    /// <summary>Length of its arrow head.</summary>
    public double ArrowLength => 6 + (0.7 * Thickness);

    /// <summary>Height of its arrow head.</summary>
    public double ArrowHeight => 5.2 + (1.5 * Thickness);

    /// <summary>What it takes of the side of the state that it leaves.</summary>
    public double StartRoom => Thickness + 4;

    /// <summary>What it takes of the side of the state that it enters.</summary>
    public double EndRoom => ArrowHeight + 1.5;

    /// <summary>Height at which it leaves its first place.</summary>
    public double StartY { get; set; }

    /// <summary>Height at which it enters its last place.</summary>
    public double EndY { get; set; }
}
