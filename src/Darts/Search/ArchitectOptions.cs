using Darts.Runtime;

namespace Darts.Search;

/// <summary>How the alphas are trained; the defaults are the authors' for images, <see cref="Recurrent"/> has those for text.</summary>
public sealed record ArchitectOptions
{
    /// <summary>The authors' values for recurrent cells.</summary>
    public static ArchitectOptions Recurrent { get; } = new() { LearningRate = 3e-3, Beta1 = 0.9, GradientClip = 0.25 };

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

    /// <summary>
    /// Second order: the largest norm of dL_train/dw in the unrolled step and of v = dL_valid/dw', each over all weights together. The implicit
    /// term is scaled by the same coefficient as the step, since w' moves by xi times the clipped gradient. None when null, as for images.
    /// </summary>
    public double? GradientClip { get; init => field = value is null ? null : Option.Positive(value.Value); }

    /// <summary>
    /// Second order, as the authors' recurrent code does by accident: the tied embedding (<see cref="Relaxation.IBilevelModel.TiedWeights"/>)
    /// keeps its old value in w' while every other weight is unrolled.
    /// </summary>
    public bool StaleTiedEmbedding { get; init; }

    /// <summary>
    /// Second order, as the authors' recurrent code does by accident: the coefficient clip / (norm + 1e-6) multiplies the implicit term even
    /// where it is more than 1, so a small gradient amplifies the term.
    /// </summary>
    public bool UncappedClipCoefficient { get; init; }

    /// <summary>
    /// Second order, as the authors' recurrent code does by accident: the three passes over the training batch (at w, w + eps v, w - eps v) draw
    /// different random numbers, so the finite difference holds the noise of their dropout masks. By default they draw the same.
    /// </summary>
    public bool IndependentMasks { get; init; }
}
