using Darts.Kernels;
using Darts.Operations;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>A candidate activation f of an edge of a recurrent cell: a name, and how to compute it.</summary>
/// <param name="Name">The name that genotypes use.</param>
/// <param name="Apply">Computes f elementwise: from a tensor of any shape to one of the same shape, differentiably.</param>
public sealed record Activation(string Name, Func<Tensor, Tensor> Apply) : ICandidate
{
    /// <summary>
    /// Whether it is the zero operation: it takes its share of the softmax and adds nothing, and a genotype never holds it.
    /// </summary>
    public bool IsZero { get; init; }

    /// <summary>Zero.</summary>
    public static Activation None { get; } = new("none", x => x.new_zeros(x.shape)) { IsZero = true };

    /// <summary>(exp(x) - exp(-x)) / (exp(x) + exp(-x)).</summary>
    public static Activation Tanh { get; } = new("tanh", x => x.tanh());

    /// <summary>max(x, 0).</summary>
    public static Activation Relu { get; } = new("relu", x => x.relu());

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static Activation Sigmoid { get; } = new("sigmoid", x => x.sigmoid());

    /// <summary>x.</summary>
    public static Activation Identity { get; } = new("identity", x => x);

    /// <summary>How kernels compute it, or null where they cannot: an activation of one's own, or a known one that computes something else.</summary>
    internal ActivationKind? Kernel =>
        Apply == Tanh.Apply ? ActivationKind.Tanh :
        Apply == Relu.Apply ? ActivationKind.Relu :
        Apply == Sigmoid.Apply ? ActivationKind.Sigmoid :
        Apply == Identity.Apply ? ActivationKind.Identity : null;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
