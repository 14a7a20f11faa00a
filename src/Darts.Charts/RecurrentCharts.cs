using Darts.Recurrent;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Darts.Charts;

/// <summary>Pictures of how a search on text and the training of its cell went.</summary>
public static class RecurrentCharts
{
    private static readonly double[] Decades = [0.001, 0.01, 0.1, 1, 10, 100];
    private static readonly int[] Perplexities = [1, 2, 5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 2000, 5000, 10_000, 30_000];
    private static readonly string[] Colors = [Figure.Train, Figure.NormalCell, Figure.Valid, Figure.ReductionCell];

    /// <summary>Perplexity of the weight steps' windows (train, with dropout) and of the validation text, and the mean entropy of the edges.</summary>
    /// <param name="epochs">The epochs of one search.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart Curves(IReadOnlyList<RecurrentSearchEpoch> epochs, string title = "Perplexity and entropy of the search network")
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var last = epochs.Count == 0 ? 1 : epochs[^1].Epochs;
        return Figure.Of(title, 360, [.. PerplexityTraces(epochs), EntropyTrace(epochs, "2")])
            .Layout("xaxis", Figure.EpochAxis(last, (0, 0.45), "y"))
            .Layout("yaxis", PerplexityAxis("perplexity", null, "x"))
            .Layout("xaxis2", Figure.EpochAxis(last, (0.55, 1), "y2"))
            .Layout("yaxis2", Figure.Axis("mean entropy, nats", null, "x2"))
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom" });
    }

    /// <summary>Perplexity of a cell's training, epoch by epoch; the dashed line is where averaging began.</summary>
    /// <param name="epochs">The epochs of one training.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart Curves(IReadOnlyList<LanguageTrainingEpoch> epochs, string title = "Perplexity of the evaluation network")
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var numbers = epochs.Select(epoch => epoch.Epoch).ToArray();
        var chart = Figure.Of(title, 360,
            [
                Figure.Line("train", numbers, epochs.Select(epoch => epoch.TrainPerplexity), Figure.Train),
                Figure.Line("valid", numbers, epochs.Select(epoch => epoch.ValidPerplexity), Figure.Valid),
            ])
            .Layout("showlegend", true)
            .Layout("xaxis", Figure.EpochAxis(epochs.Count == 0 ? 1 : epochs[^1].Epochs))
            .Layout("yaxis", PerplexityAxis("perplexity"))
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom" });
        return epochs.FirstOrDefault(epoch => epoch.Averaging) is { } first
            ? chart.Layout("shapes", new object[] { new { type = "line", x0 = first.Epoch - 0.5, x1 = first.Epoch - 0.5, yref = "paper", y0 = 0, y1 = 1, line = new { color = "#8c959f", width = 1.5, dash = "dash" } } })
            : chart;
    }

    /// <summary>
    /// Signal-to-noise ratios of a gradient's entries, |mean| / standard deviation over repeated draws, one line a way of drawing: entries from the
    /// clearest to the least clear. Above the dashed line, 1, one draw already has the right sign most of the time.
    /// </summary>
    /// <param name="ratios">The ways and their ratios.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart SignalToNoise(IReadOnlyList<(string Name, IReadOnlyList<double> Ratios)> ratios, string title = "Signal-to-noise ratio, entry by entry")
    {
        ArgumentNullException.ThrowIfNull(ratios);
        var count = ratios.Select(way => way.Ratios.Count).DefaultIfEmpty(1).Max();
        var traces = ratios.Select((way, i) => Figure.Trace("scatter").With("name", way.Name).With("x", Enumerable.Range(1, way.Ratios.Count).ToArray())
            .With("y", Figure.Numbers(way.Ratios.OrderDescending())).With("mode", "lines").With("line", new { color = Colors[i % Colors.Length], width = 2.5 }));
        return Figure.Of(title, 380, traces)
            .Layout("showlegend", true)
            .Layout("xaxis", Figure.Axis("entry of alpha, in order of its ratio").With("range", new[] { 0, count + 1 }))
            .Layout("yaxis", Figure.Axis("|mean| / standard deviation").With("type", "log").With("tickvals", Decades))
            .Layout("shapes", new object[] { new { type = "line", xref = "paper", x0 = 0, x1 = 1, y0 = 1, y1 = 1, line = new { color = "#8c959f", width = 1.5, dash = "dash" } } })
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom" });
    }

    /// <summary>A logarithmic axis whose numbers are written out.</summary>
    internal static LinearAxis PerplexityAxis(string? title = null, (double From, double To)? domain = null, string? anchor = null) =>
        Figure.Axis(title, domain, anchor).With("type", "log").With("tickvals", Perplexities);

    internal static IEnumerable<Trace> PerplexityTraces(IReadOnlyList<RecurrentSearchEpoch> epochs)
    {
        var numbers = epochs.Select(epoch => epoch.Epoch).ToArray();
        yield return Figure.Line("train", numbers, epochs.Select(epoch => epoch.TrainPerplexity), Figure.Train);
        yield return Figure.Line("valid", numbers, epochs.Select(epoch => epoch.ValidPerplexity), Figure.Valid);
    }

    internal static Trace EntropyTrace(IReadOnlyList<RecurrentSearchEpoch> epochs, string axes) =>
        Figure.Line("entropy", [.. epochs.Select(epoch => epoch.Epoch)], epochs.Select(epoch => epoch.Alphas.MeanEntropy), Figure.NormalCell).With("xaxis", "x" + axes).With("yaxis", "y" + axes);
}
