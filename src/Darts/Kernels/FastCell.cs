using Darts.Cells;
using Darts.Relaxation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Kernels;

/// <summary>
/// A search cell on the fast path: every node is one <see cref="NodeFunction"/> over the edges that enter it. Operations without a kernel are
/// computed by their modules on the same states, and added.
/// </summary>
internal sealed class FastCell
{
    private readonly int concatenated;
    private readonly NodePlan[] inputs;
    private readonly NodePlan[] nodes;
    private readonly PoolWindow[][] windows;
    private readonly EdgePlan[][] leaving;
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
        inputs = PlanInputs(preprocessing);
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

        nodes = [.. Enumerable.Range(0, topology.Nodes).Select(node => new NodePlan(
            [.. Enumerable.Range(0, CellTopology.EdgesInto(node)).Select(source => plans[CellTopology.EdgeIndex(node, source)]).Where(plan => plan.Candidates.Count > 0)]))];
        leaving = [.. Enumerable.Range(0, topology.States).Select(state => plans.Where(plan => plan.Source == state && plan.Candidates.Count > 0).ToArray())];
        hooks = new ForwardHooks(cell, edges.SelectMany((edge, e) => others[e].Select(k => edge.Candidates[k])));
        windows = [.. leaving.Select(plans => plans.SelectMany(plan => plan.Pools).Distinct().ToArray())];
    }

    /// <summary>Computes the cell.</summary>
    /// <param name="engine">The kernels.</param>
    /// <param name="beforeLast">Output of the cell before last.</param>
    /// <param name="last">Output of the last cell.</param>
    /// <param name="weights">Weights of the operations of every edge, [edges, operations].</param>
    public CellState Forward(KernelEngine engine, CellState beforeLast, CellState last, Tensor weights)
    {
        hooks.Refuse();
        var states = new List<CellState> { Preprocess(engine, inputs[0], beforeLast), Preprocess(engine, inputs[1], last) };
        Tensor[]? rows = others.Any(list => list.Length > 0) ? weights.unbind() : null;
        for (var node = 0; node < nodes.Length; node++)
        {
            Prepare(engine, states[^1], states.Count - 1);
            if (node == 0)
                Prepare(engine, states[0], 0);
            var plan = nodes[node];
            var sum = plan.Edges.Count > 0 ? NodeFunction.Apply(engine, plan, [.. plan.Edges.Select(edge => states[edge.Source])], weights) : null;
            if (rows is not null && Others(node, states, rows) is { } rest)
            {
                var storage = CellState.Of(rest, engine.Lanes).Storage;
                sum = sum is null ? storage : sum + storage;
            }

            states.Add(new CellState(sum!, beforeLast.Batch));
        }

        return new CellState(cat([.. states.TakeLast(concatenated).Select(state => state.Storage)], 0), beforeLast.Batch);
    }

    /// <summary>Plans what is done to a cell's inputs.</summary>
    /// <param name="preprocessing">The modules.</param>
    public static NodePlan[] PlanInputs(IReadOnlyList<Module<Tensor, Tensor>> preprocessing) =>
        [.. preprocessing.Select(module => new NodePlan([new EdgePlan(0, [CandidatePlan.Of(-1, (module as IKernelModule)?.Kernel, null)
            ?? throw new ArgumentException($"{module.GetName()}: a cell's inputs are preprocessed by modules that declare a kernel.", nameof(preprocessing))])]))];

    /// <summary>Computes an input.</summary>
    /// <param name="engine">The kernels.</param>
    /// <param name="plan">What is done to it.</param>
    /// <param name="state">The output of a cell before.</param>
    public static CellState Preprocess(KernelEngine engine, NodePlan plan, CellState state)
    {
        engine.Prepare(state, KernelEngine.Border(plan.Edges[0], state.Height, state.Width), []);
        return new CellState(NodeFunction.Apply(engine, plan, [state], null), state.Batch);
    }

    private void Prepare(KernelEngine engine, CellState state, int number)
    {
        if (leaving[number].Length > 0)
            engine.Prepare(state, leaving[number].Max(edge => KernelEngine.Border(edge, state.Height, state.Width)), windows[number]);
    }

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
