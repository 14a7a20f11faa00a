using TorchSharp.Modules;

namespace Darts.Kernels;

/// <summary>
/// What one function of libtorch's graph computes: nodes over given states, and the channel concatenation of some of them. States are counted from
/// the given ones on.
/// </summary>
/// <param name="Inputs">Number of given states.</param>
/// <param name="Nodes">The nodes; their edges leave given states and earlier nodes.</param>
/// <param name="Outputs">The nodes that are concatenated, each once, by their numbers as states.</param>
internal sealed record CellPlan(int Inputs, IReadOnlyList<NodePlan> Nodes, IReadOnlyList<int> Outputs)
{
    private readonly EdgePlan[][] leaving = [.. Enumerable.Range(0, Inputs + Nodes.Count).Select(state => Nodes.SelectMany(node => node.Edges).Where(edge => edge.Source == state).ToArray())];

    /// <summary>Whether the first convolutions of the given states read them as they are, without a rectifier: images.</summary>
    public bool TakesImages { get; init; }

    /// <summary>Number of given states and nodes.</summary>
    public int States => leaving.Length;

    /// <summary>All weights of convolutions, and scale and shift of batch norms that have them, node by node.</summary>
    public Parameter[] Parameters { get; } = [.. Nodes.SelectMany(node => node.Parameters)];

    /// <summary>The edges that leave a state.</summary>
    /// <param name="state">The state.</param>
    public IReadOnlyList<EdgePlan> Leaving(int state) => leaving[state];

    /// <summary>The plan of a cell of two given states, which are preprocessed first.</summary>
    /// <param name="preprocessing">Plans of what is done to each.</param>
    /// <param name="nodes">The nodes; their edges leave the preprocessed states, 0 and 1, and earlier nodes, from 2 on.</param>
    /// <param name="outputs">The nodes that are concatenated, counted in the same way.</param>
    public static CellPlan Whole(IReadOnlyList<CellPlan> preprocessing, IEnumerable<NodePlan> nodes, IEnumerable<int> outputs)
    {
        var given = preprocessing.Count;
        return new CellPlan(given, [.. preprocessing.Select((plan, input) => plan.Nodes[0].From(_ => input)), .. nodes.Select(node => node.From(source => given + source))], [.. outputs.Select(state => given + state)]);
    }

    /// <summary>A plan of one node.</summary>
    /// <param name="node">The node, its edges leaving any states.</param>
    /// <returns>The plan, and which of those states it is to be given.</returns>
    public static (CellPlan plan, int[] sources) Alone(NodePlan node)
    {
        int[] sources = [.. node.Edges.Select(edge => edge.Source).Distinct()];
        return (new CellPlan(sources.Length, [node.From(source => Array.IndexOf(sources, source))], [sources.Length]), sources);
    }
}
