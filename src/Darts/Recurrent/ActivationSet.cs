using Darts.Operations;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>
/// The ordered, named, immutable menu of candidate activations of a recurrent cell: the k-th column of the alphas belongs to the k-th
/// activation.
/// </summary>
/// <example><code>ActivationSet.Darts.Without("identity").With("swish", x => x * x.sigmoid())</code></example>
/// <param name="activations">The activations, in the order of the columns of alpha.</param>
/// <exception cref="ArgumentException">There is none but zero operations, or two have one name.</exception>
public sealed class ActivationSet(params IEnumerable<Activation> activations) : CandidateSet<Activation, ActivationSet>(activations, "activation")
{
    /// <summary>The five candidates of the paper's recurrent cell, in the authors' order: none, tanh, relu, sigmoid, identity.</summary>
    public static ActivationSet Darts { get; } = new(Activation.None, Activation.Tanh, Activation.Relu, Activation.Sigmoid, Activation.Identity);

    /// <summary>The set with one more activation at its end, or with the one of that name replaced in its place.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="apply">Computes it elementwise, differentiably.</param>
    public ActivationSet With(string name, Func<Tensor, Tensor> apply) => With(new Activation(name, apply));

    private protected override ActivationSet Make(IEnumerable<Activation> candidates) => new(candidates);
}
