using Darts.Cells;
using Darts.Genotypes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Kernels;

/// <summary>
/// A discrete cell on the fast path: every node is one <see cref="NodeFunction"/> over its edges, with the masks of drop path as factors of its sum.
/// Operations without a kernel are computed by their modules on the same states, and added.
/// </summary>
internal sealed class FastDiscreteCell
{
    private readonly IReadOnlyList<int> concat;
    private readonly NodePlan[] inputs;
    private readonly Node[] nodes;
    private readonly Dictionary<int, EdgePlan[]> leaving;
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
        leaving = nodes.SelectMany(node => node.Inputs).Select(input => input.Plan).OfType<EdgePlan>().GroupBy(plan => plan.Source).ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>Computes the cell.</summary>
    /// <param name="engine">The kernels.</param>
    /// <param name="beforeLast">Output of the cell before last.</param>
    /// <param name="last">Output of the last cell.</param>
    /// <param name="dropPath">Drops inputs of nodes; none when null.</param>
    public CellState Forward(KernelEngine engine, CellState beforeLast, CellState last, DropPath? dropPath)
    {
        hooks.Refuse();
        var states = new Dictionary<int, CellState>();
        Keep(engine, states, 0, FastCell.Preprocess(engine, inputs[0], beforeLast));
        Keep(engine, states, 1, FastCell.Preprocess(engine, inputs[1], last));
        foreach (var node in nodes)
        {
            var factors = dropPath is null ? null : node.Inputs.Select(input => DiscreteCell.IsExempt(input.Module) ? null : dropPath.Factors(states[0].Map)).ToArray();
            var sum = node.Plan is null ? null : NodeFunction.Apply(
                engine, node.Plan, [.. node.Plan.Edges.Select(edge => states[edge.Source])], null, Masks(engine, node, factors, states[0]));
            if (Others(node, states, factors) is { } rest)
            {
                var storage = CellState.Of(rest, engine.Lanes).Storage;
                sum = sum is null ? storage : sum + storage;
            }

            Keep(engine, states, node.State, new CellState(sum!, beforeLast.Batch));
        }

        return new CellState(concat.Count == 1 ? states[concat[0]].Storage : cat([.. concat.Select(state => states[state].Storage)], 0), beforeLast.Batch);
    }

    private void Keep(KernelEngine engine, Dictionary<int, CellState> states, int number, CellState state)
    {
        if (leaving.TryGetValue(number, out var edges))
            engine.Prepare(state, edges.Max(edge => KernelEngine.Border(edge, state.Height, state.Width)), edges.SelectMany(edge => edge.Pools));
        states[number] = state;
    }

    /// <summary>The factors of the inputs that kernels compute, [edges, padded N]; null without drop path.</summary>
    private static Tensor? Masks(KernelEngine engine, Node node, Tensor?[]? factors, CellState like)
    {
        if (factors is null)
            return null;
        using var _ = no_grad();
        var rows = node.Inputs.Zip(factors).Where(pair => pair.First.Plan is not null).Select(pair => pair.Second ?? like.Storage.new_ones(like.Batch));
        return functional.pad(stack([.. rows]), [0, (engine.Lanes - like.Batch % engine.Lanes) % engine.Lanes]).contiguous();
    }

    /// <summary>The sum of the operations without a kernel; null where there are none.</summary>
    private static Tensor? Others(Node node, Dictionary<int, CellState> states, Tensor?[]? factors)
    {
        Tensor? sum = null;
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            if (node.Inputs[i].Plan is not null)
                continue;
            var output = node.Inputs[i].Module.call(states[node.Inputs[i].Source].Map);
            if (factors?[i] is { } factor)
                output *= factor.view(-1, 1, 1, 1);
            sum = sum is null ? output : sum + output;
        }

        return sum;
    }

    private sealed record Input(int Source, Module<Tensor, Tensor> Module, EdgePlan? Plan);

    private sealed record Node(int State, Input[] Inputs)
    {
        /// <summary>What kernels compute; null where they compute nothing.</summary>
        public NodePlan? Plan { get; } = Inputs.Any(input => input.Plan is not null) ? new NodePlan([.. Inputs.Select(input => input.Plan).OfType<EdgePlan>()]) : null;
    }
}
