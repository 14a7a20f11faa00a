using Darts.Runtime;

namespace Darts.Search;

/// <summary>How the network weights are trained; the defaults are the authors' for images.</summary>
public sealed record WeightOptimizerOptions
{
    /// <summary>Learning rate of the first epoch.</summary>
    public double LearningRate { get; init => field = Option.Positive(value); } = 0.025;

    /// <summary>Learning rate that the cosine schedule approaches: 0.001 in the authors' code, 0 in the paper (section A.1.1).</summary>
    public double MinimumLearningRate { get; init => field = Option.NotNegative(value); } = 0.001;

    /// <summary>Momentum of the SGD.</summary>
    public double Momentum { get; init => field = Option.Within(value, 0, 0.999999, "a momentum is 0 or more and less than 1."); } = 0.9;

    /// <summary>Weight decay, added to the gradient.</summary>
    public double WeightDecay { get; init => field = Option.NotNegative(value); } = 3e-4;

    /// <summary>Largest norm of the gradient of all weights together.</summary>
    public double GradientClip { get; init => field = Option.Positive(value); } = 5;
}
