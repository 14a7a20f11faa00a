using Darts.Search;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>Pictures of how a search went, epoch by epoch.</summary>
public static class SearchCharts
{
    private const string SkipConnection = "skip_connect";

    /// <summary>Loss and accuracy on the batches of the weight steps (train) and on the half that trains the alphas (valid).</summary>
    /// <param name="epochs">The epochs of one search.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart Curves(IReadOnlyList<SearchEpoch> epochs, string title = "Loss and accuracy of the search network")
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var traces = CurveTraces(epochs).ToArray();
        return TwoPanels(title, epochs.Count == 0 ? 1 : epochs[^1].Epochs, traces[..2], traces[2..]);
    }

    /// <summary>Losses at the left, accuracies at the right, over the same epochs; the legend names those at the left.</summary>
    internal static GenericChart TwoPanels(string title, int epochs, IEnumerable<Trace> losses, IEnumerable<Trace> accuracies)
    {
        var left = losses.Select(trace => trace.With("xaxis", "x").With("yaxis", "y"));
        var right = accuracies.Select(trace => trace.With("xaxis", "x2").With("yaxis", "y2").With("showlegend", false));
        return Figure.Of(title, 360, left.Concat(right))
            .Layout("xaxis", Figure.EpochAxis(epochs, (0, 0.45), "y"))
            .Layout("yaxis", Figure.Axis("cross entropy, nats", null, "x").With("rangemode", "tozero"))
            .Layout("xaxis2", Figure.EpochAxis(epochs, (0.55, 1), "y2"))
            .Layout("yaxis2", Figure.Axis("accuracy, %", null, "x2"))
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom" });
    }

    /// <summary>
    /// How often the genotype that each epoch's alphas derive holds each operation, both cells together. Skip connections are at the foot of the
    /// bars with their number: many of them are the known sign of a search that collapsed.
    /// </summary>
    /// <param name="epochs">The epochs of one search.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart Operations(IReadOnlyList<SearchEpoch> epochs, string title = "Operations in the derived genotype")
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var last = epochs.Count == 0 ? 1 : epochs[^1].Epochs;
        var edges = epochs.Select(epoch => epoch.Genotype.Normal.Edges.Length + epoch.Genotype.Reduction.Edges.Length).DefaultIfEmpty(0).Max();
        return Figure.Of(title, 400, OperationTraces(epochs))
            .Layout("barmode", "stack")
            .Layout("bargap", 0.15)
            .Layout("xaxis", Figure.EpochAxis(last).With("showgrid", false))
            .Layout("yaxis", Figure.Axis("edges of both cells").With("tickformat", "d").With("range", new[] { 0, Math.Max(1, edges) }))
            .Layout("legend", new { traceorder = "reversed" });
    }

    internal static IEnumerable<Trace> CurveTraces(IReadOnlyList<SearchEpoch> epochs)
    {
        var numbers = epochs.Select(epoch => epoch.Epoch).ToArray();
        yield return Figure.Line("train", numbers, epochs.Select(epoch => epoch.TrainLoss), Figure.Train).With("xaxis", "x").With("yaxis", "y");
        yield return Figure.Line("valid", numbers, epochs.Select(epoch => epoch.ValidLoss), Figure.Valid).With("xaxis", "x").With("yaxis", "y");
        yield return Figure.Line("train", numbers, epochs.Select(epoch => epoch.TrainAccuracy), Figure.Train).With("xaxis", "x2").With("yaxis", "y2").With("showlegend", false);
        yield return Figure.Line("valid", numbers, epochs.Select(epoch => epoch.ValidAccuracy), Figure.Valid).With("xaxis", "x2").With("yaxis", "y2").With("showlegend", false);
    }

    private static IEnumerable<Trace> OperationTraces(IReadOnlyList<SearchEpoch> epochs)
    {
        var numbers = epochs.Select(epoch => epoch.Epoch).ToArray();
        var names = epochs.SelectMany(epoch => epoch.Genotype.Normal.Edges.Concat(epoch.Genotype.Reduction.Edges)).Select(edge => edge.Operation);
        foreach (var name in OperationColors.LegendOrder([.. names, SkipConnection]).OrderBy(name => name == SkipConnection ? 0 : 1))
        {
            var counts = epochs.Select(epoch => epoch.Genotype.Count(name)).ToArray();
            var bars = Figure.Trace("bar").With("name", name).With("x", numbers).With("y", counts)
                .With("marker", new { color = OperationColors.Of(name), line = new { color = name == SkipConnection ? Figure.Ink : "#ffffff", width = name == SkipConnection ? 1.5 : 0.5 } })
                .With("hovertemplate", "epoch %{x}: %{y} × " + name + "<extra></extra>");
            yield return name == SkipConnection && epochs.Count <= 50
                ? bars.With("text", counts).With("textposition", "inside").With("insidetextanchor", "middle").With("textangle", 0).With("textfont", new { color = "#000000", size = 11 })
                : bars;
        }
    }
}
