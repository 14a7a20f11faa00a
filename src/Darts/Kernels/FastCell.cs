using Darts.Cells;
using Darts.Relaxation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Kernels;

/// <summary>
/// A search cell on the fast path: one <see cref="CellFunction"/>. Where it has operations without a kernel, each of its nodes is a function of its own;
/// those operations are computed by their modules on the same states, and added.
/// </summary>
internal sealed class FastCell
{
    private readonly int concatenated;
    private readonly CellPlan? whole;
    private readonly CellPlan[] inputs;
    private readonly (CellPlan plan, int[] sources)?[] nodes;
    private readonly IReadOnlyList<MixedEdge> edges;
    private readonly int[][] others;
    private readonly ForwardHooks hooks;

    /// <summary>Plans a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="topology">Its nodes and edges.</param>
    /// <param name="preprocessing">What is done to its two inputs.</param>
    /// <param name="edges">Its mixed edges.</param>
    /// <param name="concatenated">How many of the last nodes make its output.</param>
    public FastCell(Module cell, CellTopology topology, IReadOnlyList<Module<Tensor, Tensor>> preprocessing, IReadOnlyList<MixedEdge> edges, int concatenated)
    {
        (this.edges, this.concatenated) = (edges, concatenated);
        var plans = new EdgePlan[edges.Count];
        others = new int[edges.Count][];
        for (var node = 0; node < topology.Nodes; node++)
        {
            for (var source = 0; source < CellTopology.EdgesInto(node); source++)
            {
                var edge = CellTopology.EdgeIndex(node, source);
                (plans[edge], others[edge]) = edges[edge].Plan(source, edge);
            }
        }

        NodePlan[] into = [.. Enumerable.Range(0, topology.Nodes).Select(node => new NodePlan(
            [.. Enumerable.Range(0, CellTopology.EdgesInto(node)).Select(source => plans[CellTopology.EdgeIndex(node, source)]).Where(plan => plan.Candidates.Count > 0)]))];
        hooks = new ForwardHooks(cell, edges.SelectMany((edge, e) => others[e].Select(k => edge.Candidates[k])));
        inputs = PlanInputs(preprocessing);
        nodes = [.. into.Select(node => node.Edges.Count == 0 ? default((CellPlan, int[])?) : CellPlan.Alone(node))];
        if (others.All(list => list.Length == 0) && into.All(node => node.Edges.Count > 0))
            whole = CellPlan.Whole(inputs, into, [.. Enumerable.Range(2 + topology.Nodes - concatenated, concatenated)]);
    }

    /// <summary>Computes the cell.</summary>
    /// <param name="engine">The kernels.</param>
    /// <param name="beforeLast">Output of the cell before last.</param>
    /// <param name="last">Output of the last cell.</param>
    /// <param name="weights">Weights of the operations of every edge, [edges, operations].</param>
    public CellState Forward(KernelEngine engine, CellState beforeLast, CellState last, Tensor weights)
    {
        hooks.Refuse();
        if (whole is not null)
            return CellFunction.Apply(engine, whole, [beforeLast, last], weights);
        var states = new List<CellState> { CellFunction.Apply(engine, inputs[0], [beforeLast], null), CellFunction.Apply(engine, inputs[1], [last], null) };
        var rows = weights.unbind();
        for (var node = 0; node < nodes.Length; node++)
        {
            var sum = nodes[node] is var (plan, sources) ? CellFunction.Apply(engine, plan, [.. sources.Select(source => states[source])], weights) : null;
            states.Add(CellState.Sum(sum, Others(node, states, rows), engine.Lanes));
        }

        return new CellState(cat([.. states.TakeLast(concatenated).Select(state => state.Storage)], 0), beforeLast.Batch);
    }

    /// <summary>Plans what is done to a cell's inputs.</summary>
    /// <param name="preprocessing">The modules.</param>
    public static CellPlan[] PlanInputs(IReadOnlyList<Module<Tensor, Tensor>> preprocessing) =>
        [.. preprocessing.Select(module => new CellPlan(1, [new NodePlan([new EdgePlan(0, [CandidatePlan.Of(-1, (module as IKernelModule)?.Kernel, null)
            ?? throw new ArgumentException($"{module.GetName()}: a cell's inputs are preprocessed by modules that declare a kernel.", nameof(preprocessing))])])], [1]))];

    /// <summary>The weighted sum of the operations without a kernel over the edges that enter a node; null where there are none.</summary>
    private Tensor? Others(int node, List<CellState> states, Tensor[] rows)
    {
        Tensor? sum = null;
        for (var source = 0; source < CellTopology.EdgesInto(node); source++)
        {
            var edge = CellTopology.EdgeIndex(node, source);
            foreach (var k in others[edge])
            {
                var output = edges[edge].Compute(k, states[source].Map) * rows[edge][k];
                sum = sum is null ? output : sum + output;
            }
        }

        return sum;
    }
}
