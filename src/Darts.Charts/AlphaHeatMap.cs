using Darts.Cells;
using Darts.Genotypes;
using Darts.Recurrent;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Darts.Charts;

/// <summary>The parts of a heat map of alphas: trace, axes, colours, and the lines over it.</summary>
internal static class AlphaHeatMap
{
    /// <summary>The colour around what the derivation keeps.</summary>
    public const string Kept = "#d9480f";

    /// <summary>Labels of the edges, <c>0→2</c>, in the order of the rows of alpha.</summary>
    public static string[] EdgeLabels(EdgeAlphas alphas) => [.. alphas.EdgeEnds.Select(edge => EdgeLabel(edge.From, edge.To))];

    public static string EdgeLabel(int from, int to) => $"{from}→{to}";

    public static double[][] Probabilities(EdgeAlphas alphas) => Matrix(alphas, alphas.Probability);

    public static Trace Trace(EdgeAlphas alphas, string axes, bool withText)
    {
        var trace = Figure.Trace("heatmap")
            .With("x", alphas.Names.ToArray())
            .With("y", EdgeLabels(alphas))
            .With("z", Probabilities(alphas))
            .With("xaxis", "x" + axes)
            .With("yaxis", "y" + axes)
            .With("coloraxis", "coloraxis")
            .With("xgap", 1)
            .With("ygap", 1);
        return withText
            ? trace.With("customdata", Matrix(alphas, (edge, operation) => Math.Round(alphas.Logit(edge, operation), 5)))
                .With("texttemplate", "%{z:.2f}")
                .With("hovertemplate", "edge %{y}, %{x}<br>probability %{z:.4f}<br>logit %{customdata:.4f}<extra></extra>")
            : trace.With("hovertemplate", "edge %{y}, %{x}<br>probability %{z:.4f}<extra></extra>");
    }

    /// <summary>Room for the rows or columns and no more: marks over them would make plotly.js leave a margin.</summary>
    public static double[] Tight(int count, bool reversed = false) => reversed ? [count - 0.5, -0.5] : [-0.5, count - 0.5];

    public static LinearAxis OperationAxis((double From, double To)? domain, string? anchor) =>
        Figure.Axis(null, domain, anchor).With("showgrid", false).With("ticks", "").With("type", "category");

    public static LinearAxis EdgeAxis((double From, double To)? domain, string? anchor) =>
        Figure.Axis("edge (state → state)", domain, anchor).With("showgrid", false).With("ticks", "").With("type", "category").With("autorange", "reversed").With("dtick", 1);

    /// <summary>The colours of probabilities from 0 to a maximum: white to dark blue, monotone in luminance.</summary>
    /// <param name="maximum">The probability of the darkest colour.</param>
    /// <param name="span">The heights of the figure that the bar covers, from 0 to 1; all when null.</param>
    public static object Colors(double maximum, (double From, double To)? span = null) => new
    {
        cmin = 0,
        cmax = maximum,
        colorscale = new object[][] { [0, "#ffffff"], [0.2, "#d6e6f4"], [0.4, "#abd0e6"], [0.6, "#6aaed6"], [0.8, "#2f7ebc"], [1, "#08306b"] },
        colorbar = new { title = new { text = "probability", side = "right" }, thickness = 14, outlinewidth = 0, y = (span ?? (0, 1)).From, yanchor = "bottom", len = (span ?? (0, 1)).To - (span ?? (0, 1)).From, tickformat = ".2f" },
    };

    /// <summary>The largest probability, rounded up to a multiple of 0.05.</summary>
    public static double Maximum(IEnumerable<EdgeAlphas> cells)
    {
        var largest = cells.SelectMany(Probabilities).SelectMany(row => row).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        return Math.Round(Math.Clamp(Math.Ceiling(largest / 0.05) * 0.05, 0.05, 1), 2);
    }

    /// <summary>Lines between the nodes, and outlines around what the derivation keeps.</summary>
    public static IEnumerable<object> Shapes(CellAlphas alphas, string axes) =>
        Shapes(alphas, axes, Derivation.Derive(alphas).Edges.Select(edge => (edge.From, edge.To, edge.Operation)));

    /// <summary>The same of a recurrent cell.</summary>
    public static IEnumerable<object> Shapes(RecurrentAlphas alphas, string axes) =>
        Shapes(alphas, axes, alphas.Derive().Nodes.Select((node, i) => (node.From, RecurrentTopology.StateOf(i), node.Activation)));

    private static IEnumerable<object> Shapes(EdgeAlphas alphas, string axes, IEnumerable<(int from, int to, string operation)> kept)
    {
        var (xref, yref) = ("x" + axes, "y" + axes);
        var (ends, names) = (alphas.EdgeEnds.ToList(), alphas.Names.ToList());
        for (var edge = 1; edge < ends.Count; edge++)
        {
            if (ends[edge].To == ends[edge - 1].To)
                continue;
            var y = edge - 0.5;
            yield return new { type = "line", xref = $"{xref} domain", yref, x0 = 0, x1 = 1, y0 = y, y1 = y, line = new { color = Figure.Soft, width = 1 } };
        }

        foreach (var (from, to, operation) in kept)
        {
            var (x, y) = (names.IndexOf(operation), ends.IndexOf((from, to)));
            yield return new { type = "rect", xref, yref, x0 = x - 0.48, x1 = x + 0.48, y0 = y - 0.46, y1 = y + 0.46, line = new { color = Kept, width = 2 } };
        }
    }

    private static double[][] Matrix(EdgeAlphas alphas, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, alphas.EdgeEnds.Count).Select(edge => Enumerable.Range(0, alphas.Names.Count).Select(operation => value(edge, operation)).ToArray())];
}
