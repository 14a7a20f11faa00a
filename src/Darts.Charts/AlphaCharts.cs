using Darts.Cells;
using Darts.Recurrent;
using Darts.Search;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>
/// Pictures of the architecture parameters: edges by operations, as probabilities. Edges are named by their states, <c>0→2</c> from the output of
/// the cell before last into the first node.
/// </summary>
public static class AlphaCharts
{
    /// <summary>Heat map of one cell; what <see cref="Genotypes.Derivation.Derive"/> would keep is outlined.</summary>
    /// <param name="alphas">The cell's alphas.</param>
    /// <param name="title">Its title.</param>
    /// <param name="maximum">The probability at the dark end of the colours; the largest one shown, rounded up, when null. Give the same to charts that are compared.</param>
    public static GenericChart HeatMap(CellAlphas alphas, string title = "Architecture parameters", double? maximum = null)
    {
        ArgumentNullException.ThrowIfNull(alphas);
        return HeatMap(alphas, AlphaHeatMap.Shapes(alphas, ""), title, maximum);
    }

    /// <summary>Heat map of a recurrent cell; what <see cref="RecurrentAlphas.Derive"/> would keep is outlined.</summary>
    /// <param name="alphas">The cell's alphas.</param>
    /// <param name="title">Its title.</param>
    /// <param name="maximum">The probability at the dark end of the colours; the largest one shown, rounded up, when null. Give the same to charts that are compared.</param>
    public static GenericChart HeatMap(RecurrentAlphas alphas, string title = "Architecture parameters", double? maximum = null)
    {
        ArgumentNullException.ThrowIfNull(alphas);
        return HeatMap(alphas, AlphaHeatMap.Shapes(alphas, ""), title, maximum);
    }

    /// <summary>Heat maps of the normal and the reduction cell side by side, on one scale of colours.</summary>
    /// <param name="epoch">The epoch whose alphas are shown.</param>
    /// <param name="maximum">The probability at the dark end of the colours; the largest one shown, rounded up, when null.</param>
    public static GenericChart HeatMaps(SearchEpoch epoch, double? maximum = null)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        var (normal, reduction) = (("normal cell; outlined: what the derivation keeps", epoch.Normal), ("reduction cell", epoch.Reduction));
        return Outlined(normal, reduction, $"Architecture parameters after epoch {epoch.Epoch} of {epoch.Epochs}", maximum);
    }

    /// <summary>Heat maps of two cells side by side on one scale of colours, e.g. of searches with different operations; they may differ in nodes too.</summary>
    /// <param name="left">What stands above the cell at the left, and its alphas.</param>
    /// <param name="right">What stands above the cell at the right, and its alphas.</param>
    /// <param name="title">The chart's title.</param>
    public static GenericChart Compare((string Title, CellAlphas Alphas) left, (string Title, CellAlphas Alphas) right, string title = "Architecture parameters; outlined: what the derivation keeps")
    {
        ArgumentNullException.ThrowIfNull(left.Alphas, nameof(left));
        ArgumentNullException.ThrowIfNull(right.Alphas, nameof(right));
        return Outlined(left, right, title, null);
    }

    /// <summary>Heat maps of both cells with a slider over the epochs, and a button that plays them; one scale of colours for all of them.</summary>
    /// <param name="epochs">The epochs of one search; without any, there is nothing to slide over.</param>
    /// <exception cref="ArgumentException">There is no epoch.</exception>
    public static GenericChart Animation(IReadOnlyList<SearchEpoch> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        if (epochs.Count == 0)
            throw new ArgumentException("0 epochs: an animation needs at least 1; run the search first.", nameof(epochs));
        var maximum = AlphaHeatMap.Maximum(epochs.SelectMany(epoch => new[] { epoch.Normal, epoch.Reduction }));
        var last = epochs[^1];
        return Pair(("normal cell; outlined: what the derivation keeps", last.Normal), ("reduction cell", last.Reduction), "Architecture parameters over the search", maximum, withText: false, [AlphaPlayer.Kept(last.Normal, ""), AlphaPlayer.Kept(last.Reduction, "2")])
            .Layout("height", HeightOf(epochs[0].Normal) + 110)
            .Layout("sliders", new[] { AlphaPlayer.Slider(epochs) })
            .Layout("updatemenus", new[] { AlphaPlayer.Buttons(epochs) });
    }

    /// <summary>Mean entropy of the edges of both cells over the epochs, with ln |O|, where nothing is decided.</summary>
    /// <param name="epochs">The epochs of one search.</param>
    public static GenericChart Entropy(IReadOnlyList<SearchEpoch> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var numbers = epochs.Select(epoch => epoch.Epoch).ToArray();
        var last = epochs.Count == 0 ? 1 : epochs[^1].Epochs;
        return Figure.Of("Mean entropy of the edges", 360, EntropyTraces(epochs, numbers))
            .Layout("xaxis", Figure.EpochAxis(last))
            .Layout("yaxis", Figure.Axis("nats").With("rangemode", "tozero"))
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom" });
    }

    /// <summary>Probability of every operation on every edge over the epochs: one small panel an edge, a row a node, a column a source.</summary>
    /// <param name="epochs">One cell's alphas, epoch by epoch.</param>
    /// <param name="title">Its title.</param>
    /// <exception cref="ArgumentException">There is no epoch.</exception>
    public static GenericChart Trajectories(IReadOnlyList<CellAlphas> epochs, string title = "Probabilities of the operations, edge by edge")
    {
        ArgumentNullException.ThrowIfNull(epochs);
        if (epochs.Count == 0)
            throw new ArgumentException("0 epochs: trajectories need at least 1; run the search first.", nameof(epochs));
        return AlphaTrajectories.Draw(epochs, title);
    }

    internal static IEnumerable<Trace> EntropyTraces(IReadOnlyList<SearchEpoch> epochs, int[] numbers, string axes = "")
    {
        yield return Figure.Line("normal cell", numbers, epochs.Select(epoch => epoch.Normal.MeanEntropy), Figure.NormalCell).With("xaxis", "x" + axes).With("yaxis", "y" + axes);
        yield return Figure.Line("reduction cell", numbers, epochs.Select(epoch => epoch.Reduction.MeanEntropy), Figure.ReductionCell).With("xaxis", "x" + axes).With("yaxis", "y" + axes);
        if (epochs.Count == 0)
            yield break;
        var count = epochs[0].Normal.Operations.Count;
        yield return Figure.Trace("scatter").With("name", $"ln {count}").With("x", new[] { 0.5, epochs[0].Epochs + 0.5 }).With("y", Figure.Numbers([Math.Log(count), Math.Log(count)]))
            .With("mode", "lines").With("line", new { color = "#8c959f", width = 1.5, dash = "dash" }).With("hoverinfo", "name+y").With("xaxis", "x" + axes).With("yaxis", "y" + axes);
    }

    private static GenericChart Outlined((string Title, CellAlphas Alphas) left, (string Title, CellAlphas Alphas) right, string title, double? maximum) =>
        Pair(left, right, title, maximum ?? AlphaHeatMap.Maximum([left.Alphas, right.Alphas]), withText: true)
            .Layout("shapes", AlphaHeatMap.Shapes(left.Alphas, "").Concat(AlphaHeatMap.Shapes(right.Alphas, "2")).ToArray());

    private static GenericChart Pair((string Title, CellAlphas Alphas) left, (string Title, CellAlphas Alphas) right, string title, double maximum, bool withText, IEnumerable<Trace>? over = null) =>
        Figure.Of(title, Math.Max(HeightOf(left.Alphas), HeightOf(right.Alphas)) + 30, [AlphaHeatMap.Trace(left.Alphas, "", withText), AlphaHeatMap.Trace(right.Alphas, "2", withText), .. over ?? []])
            .Layout("xaxis", AlphaHeatMap.OperationAxis((0, 0.475), "y").With("tickangle", -40).With("range", AlphaHeatMap.Tight(left.Alphas.Names.Count)))
            .Layout("xaxis2", AlphaHeatMap.OperationAxis((0.525, 1), "y2").With("tickangle", -40).With("range", AlphaHeatMap.Tight(right.Alphas.Names.Count)))
            .Layout("yaxis", AlphaHeatMap.EdgeAxis(null, "x").With("autorange", false).With("range", AlphaHeatMap.Tight(left.Alphas.EdgeEnds.Count, reversed: true)))
            .Layout("yaxis2", AlphaHeatMap.EdgeAxis(null, "x2").With("title", new { text = "" }).With("autorange", false).With("range", AlphaHeatMap.Tight(right.Alphas.EdgeEnds.Count, reversed: true)))
            .Layout("coloraxis", AlphaHeatMap.Colors(maximum))
            .Layout("margin", new { l = 64, r = 24, t = 76, b = 100 })
            .Layout("annotations", new[] { Figure.Heading(left.Title, 0, 1.005), Figure.Heading(right.Title, 0.525, 1.005) });

    private static GenericChart HeatMap(EdgeAlphas alphas, IEnumerable<object> shapes, string title, double? maximum) =>
        Figure.Of(title, HeightOf(alphas), [AlphaHeatMap.Trace(alphas, "", withText: true)])
            .Layout("xaxis", AlphaHeatMap.OperationAxis(null, null))
            .Layout("yaxis", AlphaHeatMap.EdgeAxis(null, null))
            .Layout("coloraxis", AlphaHeatMap.Colors(maximum ?? AlphaHeatMap.Maximum([alphas])))
            .Layout("shapes", shapes)
            .Layout("annotations", new[] { Figure.Heading("outlined: what the derivation keeps", 0, 1.005) })
            .Layout("margin", new { l = 64, r = 24, t = 70, b = 40 });

    private static int HeightOf(EdgeAlphas alphas) => 150 + (24 * alphas.EdgeEnds.Count);
}
