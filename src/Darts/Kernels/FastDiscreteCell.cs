using Darts.Cells;
using Darts.Genotypes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Kernels;

/// <summary>
/// A discrete cell on the fast path: one <see cref="CellFunction"/>, with the masks of drop path as factors of its sums. Where it has operations without
/// a kernel, each of its nodes is a function of its own; those operations are computed by their modules on the same states, and added.
/// </summary>
internal sealed class FastDiscreteCell
{
    private readonly IReadOnlyList<int> concat;
    private readonly CellPlan? whole;
    private readonly CellPlan[] inputs;
    private readonly Node[] nodes;
    private readonly ForwardHooks hooks;

    /// <summary>Plans a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="preprocessing">What is done to its two inputs.</param>
    /// <param name="edges">Its edges, node by node, with their modules and, where kernels can compute them, their plans.</param>
    /// <param name="concat">The states that make its output.</param>
    public FastDiscreteCell(Module cell, IReadOnlyList<Module<Tensor, Tensor>> preprocessing, IReadOnlyList<(Edge edge, Module<Tensor, Tensor> module, CandidatePlan? plan)> edges, IReadOnlyList<int> concat)
    {
        this.concat = concat;
        inputs = FastCell.PlanInputs(preprocessing);
        nodes = [.. edges.GroupBy(item => item.edge.To).Select(group => new Node(group.Key,
            [.. group.Select(item => new Input(item.edge.From, item.module, item.plan is null ? null : new EdgePlan(item.edge.From, [item.plan])))]))];
        hooks = new ForwardHooks(cell, edges.Where(item => item.plan is null).Select(item => item.module));
        if (nodes.SelectMany(node => node.Inputs).All(input => input.Plan is not null))
            whole = CellPlan.Whole(inputs, nodes.Select(node => node.Kernels!.From(Number)), concat.Select(Number));
    }

    /// <summary>Computes the cell.</summary>
    /// <param name="engine">The kernels.</param>
    /// <param name="beforeLast">Output of the cell before last.</param>
    /// <param name="last">Output of the last cell.</param>
    /// <param name="dropPath">Drops inputs of nodes; none when null.</param>
    public CellState Forward(KernelEngine engine, CellState beforeLast, CellState last, DropPath? dropPath)
    {
        hooks.Refuse();
        if (whole is not null)
            return CellFunction.Apply(engine, whole, [beforeLast, last], null, Masks(engine, last, [null, null, .. nodes.SelectMany(node => Factors(node, last, dropPath))], dropPath));
        var states = new Dictionary<int, CellState>
        {
            [0] = CellFunction.Apply(engine, inputs[0], [beforeLast], null),
            [1] = CellFunction.Apply(engine, inputs[1], [last], null),
        };
        foreach (var node in nodes)
        {
            var factors = Factors(node, last, dropPath);
            var kernels = factors.Where((_, i) => node.Inputs[i].Plan is not null);
            var sum = node.Alone is var (plan, sources) ? CellFunction.Apply(engine, plan, [.. sources.Select(source => states[source])], null, Masks(engine, last, kernels, dropPath)) : null;
            states[node.State] = CellState.Sum(sum, Others(node, states, factors), engine.Lanes);
        }

        return new CellState(concat.Count == 1 ? states[concat[0]].Storage : cat([.. concat.Select(state => states[state].Storage)], 0), beforeLast.Batch);
    }

    /// <summary>The number of a state where nodes without edges are left out.</summary>
    private int Number(int state) => state < 2 ? state : 2 + Array.FindIndex(nodes, node => node.State == state);

    /// <summary>The factors of the samples of every edge into a node; null where an edge has none.</summary>
    private static Tensor?[] Factors(Node node, CellState like, DropPath? dropPath) =>
        [.. node.Inputs.Select(input => dropPath is null || DiscreteCell.IsExempt(input.Module) ? null : dropPath.Factors(like.Map))];

    /// <summary>Factors for kernels, [edges, padded N]; null without drop path.</summary>
    private static Tensor? Masks(KernelEngine engine, CellState like, IEnumerable<Tensor?> factors, DropPath? dropPath)
    {
        if (dropPath is null)
            return null;
        using var _ = no_grad();
        return functional.pad(stack([.. factors.Select(row => row ?? like.Storage.new_ones(like.Batch))]), [0, (engine.Lanes - like.Batch % engine.Lanes) % engine.Lanes]).contiguous();
    }

    /// <summary>The sum of the operations without a kernel; null where there are none.</summary>
    private static Tensor? Others(Node node, Dictionary<int, CellState> states, Tensor?[] factors)
    {
        Tensor? sum = null;
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            if (node.Inputs[i].Plan is not null)
                continue;
            var output = node.Inputs[i].Module.call(states[node.Inputs[i].Source].Map);
            if (factors[i] is { } factor)
                output *= factor.view(-1, 1, 1, 1);
            sum = sum is null ? output : sum + output;
        }

        return sum;
    }

    private sealed record Input(int Source, Module<Tensor, Tensor> Module, EdgePlan? Plan);

    private sealed record Node(int State, Input[] Inputs)
    {
        /// <summary>What kernels compute; null where they compute nothing.</summary>
        public NodePlan? Kernels { get; } = Plan(Inputs);

        /// <summary>The same as a function of its own, and the states that it takes.</summary>
        public (CellPlan plan, int[] sources)? Alone { get; } = Plan(Inputs) is { } plan ? CellPlan.Alone(plan) : null;

        private static NodePlan? Plan(Input[] inputs) => inputs.Any(input => input.Plan is not null) ? new NodePlan([.. inputs.Select(input => input.Plan).OfType<EdgePlan>()]) : null;
    }
}
