namespace Darts.Charts;

/// <summary>The way of one run on the toy problem of the paper's figure 2.</summary>
/// <param name="Name">What the legend calls it, e.g. <c>ξ = 0.3</c>.</param>
/// <param name="Points">alpha and w after every step, the start first.</param>
public sealed record ToyTrajectory(string Name, IReadOnlyList<(double Alpha, double W)> Points);
