using Darts.Recurrent;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>A chart of a running search on text that is redrawn in place: perplexity, entropy, and the alphas.</summary>
/// <param name="show">What shows a new chart, see <see cref="LiveChart{TEpoch}.Show"/>.</param>
/// <param name="interval">The least time between two charts; 0.4 s when null. The last epoch is always shown.</param>
/// <param name="clock">The clock; the system's when null.</param>
/// <example><code>
/// var progress = new RecurrentSearchProgress();
/// var view = KernelInvocationContext.Current.Display(progress.Chart());
/// progress.Show = chart => view.Update(chart);
/// await foreach (var epoch in search.RunAsync())
///     progress.Add(epoch);
/// </code></example>
public sealed class RecurrentSearchProgress(Action<GenericChart>? show = null, TimeSpan? interval = null, TimeProvider? clock = null)
    : LiveChart<RecurrentSearchEpoch>(epoch => epoch.Epoch == epoch.Epochs, show, interval, clock)
{
    /// <inheritdoc />
    protected override string What => "Search on text";

    /// <inheritdoc />
    protected override GenericChart Draw(IReadOnlyList<RecurrentSearchEpoch> epochs)
    {
        var now = epochs[^1];
        var left = TimeLeft(now.Epoch < now.Epochs, now.RemainingSeconds, epochs.Sum(epoch => epoch.Seconds));
        return Figure.Of($"Search on text, epoch {now.Epoch} of {now.Epochs}: valid perplexity {now.ValidPerplexity:0.0}{left}", 640,
            [.. RecurrentCharts.PerplexityTraces(epochs), RecurrentCharts.EntropyTrace(epochs, "2"), AlphaHeatMap.Trace(now.Alphas, "3", withText: false)])
            .Layout("showlegend", true)
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.03, yanchor = "bottom" })
            .Layout("margin", new { l = 64, r = 24, t = 90, b = 60 })
            .Layout("xaxis", Figure.EpochAxis(now.Epochs, (0, 0.46), "y"))
            .Layout("yaxis", RecurrentCharts.PerplexityAxis(null, (0.56, 1), "x"))
            .Layout("xaxis2", Figure.EpochAxis(now.Epochs, (0, 0.46), "y2"))
            .Layout("yaxis2", Figure.Axis(null, (0, 0.42), "x2"))
            .Layout("xaxis3", AlphaHeatMap.OperationAxis((0.58, 1), "y3"))
            .Layout("yaxis3", AlphaHeatMap.EdgeAxis((0, 1), "x3").With("title", new { text = "edge" }).With("tickfont", new { size = 10 }))
            .Layout("coloraxis", AlphaHeatMap.Colors(AlphaHeatMap.Maximum([now.Alphas])))
            .Layout("annotations", new[] { Figure.Heading("perplexity", 0, 1.005), Figure.Heading("mean entropy, nats", 0, 0.425), Figure.Heading("alphas", 0.58, 1.005) });
    }
}
