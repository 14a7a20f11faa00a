namespace Darts.Charts.Graphs;

/// <summary>One edge to draw.</summary>
/// <param name="From">The state it leaves.</param>
/// <param name="To">The state it enters.</param>
/// <param name="Operation">The operation that gives it its colour.</param>
/// <param name="Label">The text on it.</param>
/// <param name="Thickness">Width of its line, in pixels.</param>
/// <param name="Tooltip">What a browser shows above it.</param>
/// <param name="Dashed">Whether it is drawn as one that the derivation drops.</param>
internal sealed record SketchEdge(int From, int To, string Operation, string Label, double Thickness, string Tooltip, bool Dashed = false);
