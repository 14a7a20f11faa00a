using Darts.Kernels;
using Darts.Operations;
using Darts.Relaxation;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Cells;

/// <summary>
/// The relaxed cell: every node is the sum of the mixed operations of the edges from all states before it,
/// x_j = sum over i less than j of o_ij(x_i); the output is the channel concatenation of the last nodes (sections 2.1 and 2.2 of the paper).
/// </summary>
public sealed class SearchCell : Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> preprocess0;
    private readonly Module<Tensor, Tensor> preprocess1;
    private readonly ModuleList<MixedEdge> _ops = [];
    private readonly CellTopology topology;
    private readonly int concatenated;
    private readonly Lazy<FastCell> fast;

    /// <summary>Builds the cell.</summary>
    /// <param name="topology">Its nodes and edges.</param>
    /// <param name="operations">The candidate operations.</param>
    /// <param name="concatenated">How many of the last nodes make the output.</param>
    /// <param name="channels">Channels C of every state; the output has C times <paramref name="concatenated"/>.</param>
    /// <param name="channelsBeforeLast">Channels of the output of the cell before last.</param>
    /// <param name="channelsLast">Channels of the output of the last cell.</param>
    /// <param name="reduction">Whether this cell halves the map.</param>
    /// <param name="afterReduction">Whether the last cell did: the output of the cell before last is then halved by a factorized reduce.</param>
    public SearchCell(CellTopology topology, OperationSet operations, int concatenated, int channels, int channelsBeforeLast, int channelsLast, bool reduction, bool afterReduction)
        : base(nameof(SearchCell))
    {
        ArgumentNullException.ThrowIfNull(topology);
        this.topology = topology;
        this.concatenated = concatenated;
        Reduction = reduction;
        preprocess0 = afterReduction
            ? new FactorizedReduce(channelsBeforeLast, channels, affine: false)
            : new ReluConvolutionNorm(channelsBeforeLast, channels, affine: false);
        preprocess1 = new ReluConvolutionNorm(channelsLast, channels, affine: false);
        for (var node = 0; node < topology.Nodes; node++)
        {
            for (var source = 0; source < CellTopology.EdgesInto(node); source++)
                _ops.Add(new MixedEdge(operations, channels, CellTopology.StrideFrom(source, reduction)));
        }

        RegisterComponents();
        fast = new Lazy<FastCell>(() => new FastCell(this, topology, [preprocess0, preprocess1], [.. _ops], concatenated));
    }

    /// <summary>Whether this is a reduction cell.</summary>
    public bool Reduction { get; }

    /// <summary>The same cell on states in the layout of the kernels.</summary>
    internal FastCell Fast => fast.Value;

    /// <summary>Computes the cell.</summary>
    /// <param name="beforeLast">Output of the cell before last.</param>
    /// <param name="last">Output of the last cell.</param>
    /// <param name="weights">Weights of the operations of every edge, [edges, operations].</param>
    /// <returns>[N, C times concatenated nodes, H, W], halved in a reduction cell.</returns>
    public override Tensor forward(Tensor beforeLast, Tensor last, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var edgeWeights = weights.unbind();
        var states = new List<Tensor> { preprocess0.call(beforeLast), preprocess1.call(last) };
        for (var node = 0; node < topology.Nodes; node++)
        {
            Tensor? sum = null;
            for (var source = 0; source < CellTopology.EdgesInto(node); source++)
            {
                var edge = CellTopology.EdgeIndex(node, source);
                var output = _ops[edge].call(states[source], edgeWeights[edge]);
                sum = sum is null ? output : sum.add_(output);
            }

            states.Add(sum!);
        }

        return cat([.. states.TakeLast(concatenated)], 1);
    }
}
