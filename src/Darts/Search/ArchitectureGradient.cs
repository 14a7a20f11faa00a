using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>The gradient of the validation loss with respect to the alphas and the parts it is made of.</summary>
public sealed record ArchitectureGradient
{
    /// <summary>The whole gradient, one tensor a group of alphas.</summary>
    public required IReadOnlyList<Tensor> Total { get; init; }

    /// <summary>The validation loss, at w in first order and at w' in second, a scalar.</summary>
    public required Tensor ValidLoss { get; init; }

    /// <summary>Second order: the training loss at w, a scalar.</summary>
    public Tensor? TrainLoss { get; init; }

    /// <summary>Second order: the gradient of L_valid(w', alpha) with w' held fixed.</summary>
    public IReadOnlyList<Tensor>? Direct { get; init; }

    /// <summary>Second order: the finite difference in place of d2 L_train / d alpha d w times v.</summary>
    public IReadOnlyList<Tensor>? Implicit { get; init; }

    /// <summary>Second order: v, the gradient of L_valid at w' with respect to the weights, clipped where the options ask for it.</summary>
    public IReadOnlyList<Tensor>? Vector { get; init; }

    /// <summary>Second order: the unrolled weights w'.</summary>
    public IReadOnlyList<Tensor>? UnrolledWeights { get; init; }

    /// <summary>Second order with clipping: the coefficient that multiplies the implicit term, clip / (norm + 1e-6), at most 1 by default; a scalar.</summary>
    public Tensor? ClipCoefficient { get; init; }
}
