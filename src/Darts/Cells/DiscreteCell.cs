using Darts.Genotypes;
using Darts.Kernels;
using Darts.Operations;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Cells;

/// <summary>
/// The discrete cell of an evaluation network: node j is the sum over its edges of operation(state), the output is the channel concatenation
/// of the genotype's states (section 2.4 of the paper). Batch norms have scale and shift, pools have none behind them.
/// </summary>
/// <remarks>
/// A node may have any number of edges. One without edges is left out, of the concatenation too, and with it the edges that leave it, as
/// FairDARTS' cells ask for.
/// </remarks>
public sealed class DiscreteCell : Module<Tensor, Tensor, DropPath?, Tensor>
{
    private readonly Module<Tensor, Tensor> preprocess0;
    private readonly Module<Tensor, Tensor> preprocess1;
    private readonly ModuleList<Module<Tensor, Tensor>> _ops = [];
    private readonly Lazy<FastDiscreteCell> fast;

    /// <summary>Builds the cell.</summary>
    /// <param name="genotype">Its edges and concatenated states.</param>
    /// <param name="operations">Where the operations' names are looked up.</param>
    /// <param name="channels">Channels C of every state; the output has C times the concatenated states.</param>
    /// <param name="channelsBeforeLast">Channels of the output of the cell before last.</param>
    /// <param name="channelsLast">Channels of the output of the last cell.</param>
    /// <param name="reduction">Whether this cell halves the map.</param>
    /// <param name="afterReduction">Whether the last cell did: the output of the cell before last is then halved by a factorized reduce.</param>
    /// <exception cref="ArgumentException">An operation is not in the set, or is the zero operation.</exception>
    public DiscreteCell(CellGenotype genotype, OperationSet operations, int channels, int channelsBeforeLast, int channelsLast, bool reduction, bool afterReduction)
        : base(nameof(DiscreteCell))
    {
        ArgumentNullException.ThrowIfNull(genotype);
        ArgumentNullException.ThrowIfNull(operations);
        Reduction = reduction;
        (Edges, Concat) = Reached(genotype);
        preprocess0 = afterReduction
            ? new FactorizedReduce(channelsBeforeLast, channels, affine: true)
            : new ReluConvolutionNorm(channelsBeforeLast, channels, affine: true);
        preprocess1 = new ReluConvolutionNorm(channelsLast, channels, affine: true);
        foreach (var edge in Edges)
        {
            var operation = operations[edge.Operation];
            if (operation.IsZero)
                throw new ArgumentException($"Operation '{edge.Operation}' from {edge.From} to {edge.To}: a discrete cell has no zero operation; leave the edge out.", nameof(genotype));
            _ops.Add(operation.CreateChecked(new OperationShape(channels, CellTopology.StrideFrom(edge.From, reduction), Affine: true)));
        }

        RegisterComponents();
        OutputChannels = channels * Concat.Count;
        fast = new Lazy<FastDiscreteCell>(() => new FastDiscreteCell(
            this,
            [preprocess0, preprocess1],
            [.. Edges.Select((edge, i) => (edge, _ops[i], operations[edge.Operation].PlanForEvaluation(channels, CellTopology.StrideFrom(edge.From, reduction), _ops[i])))],
            Concat));
    }

    /// <summary>Whether this is a reduction cell.</summary>
    public bool Reduction { get; }

    /// <summary>The edges that are computed, node by node.</summary>
    public IReadOnlyList<Edge> Edges { get; }

    /// <summary>The states whose channel concatenation is the output.</summary>
    public IReadOnlyList<int> Concat { get; }

    /// <summary>Channels of the output.</summary>
    public int OutputChannels { get; }

    /// <summary>The same cell on states in the layout of the kernels.</summary>
    internal FastDiscreteCell Fast => fast.Value;

    /// <summary>Computes the cell.</summary>
    /// <param name="beforeLast">Output of the cell before last.</param>
    /// <param name="last">Output of the last cell.</param>
    /// <param name="dropPath">Drops inputs of nodes; none when null.</param>
    /// <returns>[N, <see cref="OutputChannels"/>, H, W], halved in a reduction cell.</returns>
    /// <exception cref="InvalidOperationException">An operation gives a map of another size than those before it.</exception>
    public override Tensor forward(Tensor beforeLast, Tensor last, DropPath? dropPath)
    {
        var states = new Dictionary<int, Tensor> { [0] = preprocess0.call(beforeLast), [1] = preprocess1.call(last) };
        for (var i = 0; i < Edges.Count; i++)
        {
            var edge = Edges[i];
            var output = _ops[i].call(states[edge.From]);
            if (dropPath is not null && !IsExempt(_ops[i]))
                output = dropPath.Apply(output);
            states[edge.To] = states.TryGetValue(edge.To, out var sum) ? Add(sum, output, edge) : output;
        }

        return cat([.. Concat.Select(state => states[state])], 1);
    }

    /// <summary>Whether drop path leaves an operation alone.</summary>
    internal static bool IsExempt(Module<Tensor, Tensor> operation) => operation is Identity;

    private static Tensor Add(Tensor sum, Tensor output, Edge edge) => sum.shape.AsSpan().SequenceEqual(output.shape) ? sum + output : throw new InvalidOperationException(
        $"Operation '{edge.Operation}' from {edge.From} to {edge.To} gives [{string.Join(", ", output.shape)}] where the node's other inputs are [{string.Join(", ", sum.shape)}]: every operation must keep the channels and divide height and width by the stride.");

    /// <summary>The edges whose state exists, and the concatenated states that do.</summary>
    private static (IReadOnlyList<Edge> edges, IReadOnlyList<int> concat) Reached(CellGenotype genotype)
    {
        var states = new HashSet<int> { 0, 1 };
        var edges = new List<Edge>();
        foreach (var edge in genotype.Edges)
        {
            if (!states.Contains(edge.From))
                continue;
            edges.Add(edge);
            states.Add(edge.To);
        }

        int[] concat = [.. genotype.Concat.Where(states.Contains)];
        return concat.Length > 0 ? (edges, concat) : throw new ArgumentException(
            $"Concat = [{string.Join(", ", genotype.Concat)}]: none of these nodes is reached from the cell's inputs.", nameof(genotype));
    }
}
