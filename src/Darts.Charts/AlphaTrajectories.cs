using Darts.Cells;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>Small panels, one an edge, of the probabilities of its operations over the epochs.</summary>
internal static class AlphaTrajectories
{
    public static GenericChart Draw(IReadOnlyList<CellAlphas> epochs, string title)
    {
        var (topology, operations) = (epochs[0].Topology, epochs[0].Operations);
        var maximum = AlphaHeatMap.Maximum(epochs);
        var columns = CellTopology.EdgesInto(topology.Nodes - 1);
        var numbers = Enumerable.Range(1, epochs.Count).ToArray();
        var traces = new List<Trace>();
        // The panels form a triangle; from three nodes on, its empty corner holds the legend.
        var hasCorner = topology.Nodes >= 3;
        for (var edge = 0; edge < topology.Edges; edge++)
        {
            foreach (var (column, operation) in operations.Index())
            {
                traces.Add(Figure.Line(operation.Name, numbers, epochs.Select(alphas => Math.Round(alphas.Probability(edge, column), 4)), OperationColors.Of(operation.Name))
                    .With("mode", "lines").With("xaxis", Id("x", edge)).With("yaxis", Id("y", edge)).With("legendgroup", operation.Name).With("showlegend", edge == 0)
                    .With("line", new { color = operation.IsZero ? "#8c959f" : OperationColors.Of(operation.Name), width = 1.8, dash = operation.IsZero ? "dot" : "solid" }));
            }
        }

        var chart = Figure.Of(title, 130 + (130 * topology.Nodes), traces)
            .Layout("legend", new { x = hasCorner ? 1 : 1.02, xanchor = hasCorner ? "right" : "left", y = 1, yanchor = "top" });
        var headings = new List<object>();
        for (var (node, edge) = (0, 0); node < topology.Nodes; node++)
        {
            for (var source = 0; source < CellTopology.EdgesInto(node); source++, edge++)
            {
                var (left, right) = ((source + 0.08) / columns, (source + 0.96) / columns);
                var (bottom, top) = (1 - ((node + 0.86) / topology.Nodes), 1 - ((node + 0.12) / topology.Nodes));
                var (x, y) = (Id("x", edge), Id("y", edge));
                chart.Layout("xaxis" + x[1..], Figure.Axis(node == topology.Nodes - 1 ? "epoch" : null, (left, right), y).With("tickformat", "d").With("nticks", 4).With("showticklabels", node == topology.Nodes - 1));
                chart.Layout("yaxis" + y[1..], Figure.Axis(null, (bottom, top), x).With("range", new[] { 0, maximum }).With("nticks", 3).With("showticklabels", source == 0));
                headings.Add(Figure.Heading($"{source}→{CellTopology.StateOf(node)}", left, top));
            }
        }

        return chart.Layout("annotations", headings);
    }

    private static string Id(string axis, int edge) => edge == 0 ? axis : $"{axis}{edge + 1}";
}
