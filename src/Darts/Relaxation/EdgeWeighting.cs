using static TorchSharp.torch;

namespace Darts.Relaxation;

/// <summary>How the alphas of an edge become the weights of its operations.</summary>
/// <param name="Name">Its name, stored with checkpoints.</param>
/// <param name="Apply">From alphas [edges, operations] to weights of the same shape, differentiably.</param>
public sealed record EdgeWeighting(string Name, Func<Tensor, Tensor> Apply)
{
    /// <summary>The paper's: exp(alpha_o) / sum over o' of exp(alpha_o') (equation 2).</summary>
    public static EdgeWeighting Softmax { get; } = new("softmax", alphas => alphas.softmax(-1));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
