using Darts.Runtime;

namespace Darts.Search;

/// <summary>How the alphas are trained; the defaults are the authors' for images.</summary>
public sealed record ArchitectOptions
{
    /// <summary>First or second order approximation.</summary>
    public Order Order { get; init; } = Order.First;

    /// <summary>Learning rate of the alphas' Adam.</summary>
    public double LearningRate { get; init => field = Option.Positive(value); } = 3e-4;

    /// <summary>Decay of Adam's mean of gradients.</summary>
    public double Beta1 { get; init => field = Option.Within(value, 0, 0.999999, "a decay is 0 or more and less than 1."); } = 0.5;

    /// <summary>Decay of Adam's mean of squared gradients.</summary>
    public double Beta2 { get; init => field = Option.Within(value, 0, 0.999999, "a decay is 0 or more and less than 1."); } = 0.999;

    /// <summary>Weight decay of the alphas, added to their gradient.</summary>
    public double WeightDecay { get; init => field = Option.NotNegative(value); } = 1e-3;

    /// <summary>The finite difference steps epsilon = this / |v| to either side of w (footnote 2 of the paper).</summary>
    public double FiniteDifference { get; init => field = Option.Positive(value); } = 0.01;

    /// <summary>
    /// Whether the passes of the alpha step leave the batch norms' running statistics alone. The authors' code lets each of them update the
    /// statistics (one pass over the validation batch in first order, three over the training batch in second), which is the default.
    /// </summary>
    public bool LeavesStatisticsAlone { get; init; }
}
