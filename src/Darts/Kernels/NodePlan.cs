using TorchSharp.Modules;

namespace Darts.Kernels;

/// <summary>What a node sums with kernels: x_j = sum over edges and operations of w * mask * BN(o(x_i)).</summary>
/// <param name="Edges">The edges that enter it.</param>
internal sealed record NodePlan(IReadOnlyList<EdgePlan> Edges)
{
    /// <summary>All weights of convolutions, and scale and shift of batch norms that have them, in the order of edges, operations, stages and branches.</summary>
    public Parameter[] Parameters { get; } = [.. Edges.SelectMany(edge => edge.Stacks).SelectMany(WeightGradients<float>.Parameters)];

    /// <summary>The same node with its states numbered anew.</summary>
    /// <param name="renumber">Gives the new number of a state.</param>
    public NodePlan From(Func<int, int> renumber) => new([.. Edges.Select(edge => edge with { Source = renumber(edge.Source) })]);
}
