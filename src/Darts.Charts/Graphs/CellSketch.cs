using Darts.Cells;
using Darts.Genotypes;
using Darts.Recurrent;

namespace Darts.Charts.Graphs;

/// <summary>What a cell graph shows, before anything has a place.</summary>
/// <param name="Title">What stands above it; may be empty.</param>
/// <param name="States">Number of states, the two inputs included.</param>
/// <param name="Edges">The operations.</param>
/// <param name="Concat">The states that make the output.</param>
internal sealed record CellSketch(string Title, int States, IReadOnlyList<SketchEdge> Edges, IReadOnlyList<int> Concat)
{
    private const double EdgeThickness = 2.2;

    /// <summary>Edges without an operation, from an input into the state that is made of both.</summary>
    public IReadOnlyList<(int From, int To)> Plain { get; init; } = [];

    /// <summary>Letter, index and tooltip of the inputs and, last, of the output.</summary>
    public IReadOnlyList<(string Letter, string Index, string Tooltip)> Names { get; init; } =
        [("c", "k−2", "state 0: output of the cell before last"), ("c", "k−1", "state 1: output of the last cell"), ("c", "k", "the cell's output")];

    /// <summary>What a tooltip says of a node.</summary>
    public string Describe(int state) => Plain.Count == 0 ? $"node {state - CellTopology.Inputs} = state {state}"
        : state == CellTopology.Inputs ? "state 0: made of the input and the hidden state" : $"node {state - CellTopology.Inputs} = state {state - CellTopology.Inputs}";

    /// <summary>A discrete recurrent cell: input and hidden state make state 0, from which the nodes go on.</summary>
    public static CellSketch Of(string title, RecurrentGenotype cell) => new(
        title,
        CellTopology.Inputs + 1 + cell.Nodes.Length,
        [.. cell.Nodes.Select((node, i) => new SketchEdge(CellTopology.Inputs + node.From, CellTopology.Inputs + i + 1, node.Activation, node.Activation, EdgeThickness,
            $"{node.Activation}: state {node.From} to state {i + 1}"))],
        [.. cell.Concat.Select(state => CellTopology.Inputs + state)])
    {
        Plain = [(0, CellTopology.Inputs), (1, CellTopology.Inputs)],
        Names = [("x", "t", "the input: the embedded word"), ("h", "t−1", "the hidden state"), ("h", "t", "the output and next hidden state: the mean of the states that lead to it")],
    };

    /// <summary>A discrete cell.</summary>
    public static CellSketch Of(string title, CellGenotype cell) => new(
        title,
        CellTopology.Inputs + cell.Nodes,
        [.. cell.Edges.Select(edge => new SketchEdge(edge.From, edge.To, edge.Operation, edge.Operation, EdgeThickness,
            $"{edge.Operation}: {StateName(edge.From)} to {StateName(edge.To)}"))],
        [.. cell.Concat]);

    /// <summary>
    /// A relaxed cell: every edge with its strongest operation that is not zero, as wide as that operation's weight; edges that the
    /// derivation would drop are dashed.
    /// </summary>
    public static CellSketch Of(string title, CellAlphas alphas)
    {
        var kept = Derivation.Derive(alphas).Edges.Select(edge => (edge.From, edge.To)).ToHashSet();
        var edges = new List<SketchEdge>();
        for (var node = 0; node < alphas.Topology.Nodes; node++)
        {
            for (var source = 0; source < CellTopology.EdgesInto(node); source++)
            {
                var index = CellTopology.EdgeIndex(node, source);
                var target = CellTopology.StateOf(node);
                var columns = Enumerable.Range(0, alphas.Operations.Count).OrderByDescending(column => alphas.Probability(index, column)).ToArray();
                var best = columns.First(column => !alphas.Operations[column].IsZero);
                var probability = alphas.Probability(index, best);
                var all = string.Join("\n", columns.Select(column => $"{alphas.Probability(index, column):0.000}  {alphas.Operations[column].Name}"));
                edges.Add(new SketchEdge(source, target, alphas.Operations[best].Name, $"{alphas.Operations[best].Name} {100 * probability:0}%",
                    1 + (9 * probability), $"{StateName(source)} to {StateName(target)}\n{all}", !kept.Contains((source, target))));
            }
        }

        return new CellSketch(title, alphas.Topology.States, edges, [.. Enumerable.Range(CellTopology.Inputs, alphas.Topology.Nodes)]);
    }

    /// <summary>A state's name in the paper's figures.</summary>
    public static string StateName(int state) => state switch
    {
        0 => "c_{k-2}",
        1 => "c_{k-1}",
        _ => $"node {state - CellTopology.Inputs}",
    };
}
