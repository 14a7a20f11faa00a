using Darts.Search;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>
/// A chart of a running search that is redrawn in place: losses, accuracies, entropy, and the alphas of both cells. It knows no kernel: it
/// hands the chart to whoever shows it, at most a few times a second.
/// </summary>
/// <param name="show">What shows a new chart, see <see cref="LiveChart{TEpoch}.Show"/>.</param>
/// <param name="interval">The least time between two charts; 0.4 s when null. The last epoch is always shown.</param>
/// <param name="clock">The clock; the system's when null.</param>
/// <example><code>
/// var progress = new SearchProgress();
/// var view = KernelInvocationContext.Current.Display(progress.Chart());
/// progress.Show = chart => view.Update(chart);
/// await foreach (var epoch in search.RunAsync())
///     progress.Add(epoch);
/// </code></example>
public sealed class SearchProgress(Action<GenericChart>? show = null, TimeSpan? interval = null, TimeProvider? clock = null)
    : LiveChart<SearchEpoch>(epoch => epoch.Epoch == epoch.Epochs, show, interval, clock)
{
    /// <inheritdoc />
    protected override string What => "Search";

    /// <inheritdoc />
    protected override GenericChart Draw(IReadOnlyList<SearchEpoch> epochs)
    {
        var now = epochs[^1];
        var numbers = epochs.Select(epoch => epoch.Epoch).ToArray();
        var left = TimeLeft(now.Epoch < now.Epochs, now.RemainingSeconds, epochs.Sum(epoch => epoch.Seconds));
        Trace[] traces =
        [
            .. SearchCharts.CurveTraces(epochs),
            .. AlphaCharts.EntropyTraces(epochs, numbers, "3"),
            AlphaHeatMap.Trace(now.Normal, "4", withText: false),
            AlphaHeatMap.Trace(now.Reduction, "5", withText: false),
        ];
        return Figure.Of($"Search, epoch {now.Epoch} of {now.Epochs}: valid accuracy {now.ValidAccuracy:0.0} %{left}", 700, traces)
            .Layout("showlegend", true)
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.055, yanchor = "bottom" })
            .Layout("margin", new { l = 64, r = 24, t = 110, b = 90 })
            .Layout("xaxis", Figure.EpochAxis(now.Epochs, (0, 0.26), "y"))
            .Layout("yaxis", Figure.Axis(null, (0.66, 1), "x").With("rangemode", "tozero"))
            .Layout("xaxis2", Figure.EpochAxis(now.Epochs, (0.37, 0.63), "y2"))
            .Layout("yaxis2", Figure.Axis(null, (0.66, 1), "x2"))
            .Layout("xaxis3", Figure.EpochAxis(now.Epochs, (0.74, 1), "y3"))
            .Layout("yaxis3", Figure.Axis(null, (0.66, 1), "x3").With("rangemode", "tozero"))
            .Layout("xaxis4", AlphaHeatMap.OperationAxis((0, 0.475), "y4").With("tickangle", -40))
            .Layout("yaxis4", AlphaHeatMap.EdgeAxis((0, 0.48), "x4").With("title", new { text = "edge" }))
            .Layout("xaxis5", AlphaHeatMap.OperationAxis((0.525, 1), "y5").With("tickangle", -40))
            .Layout("yaxis5", AlphaHeatMap.EdgeAxis((0, 0.48), "x5").With("title", new { text = "" }))
            .Layout("coloraxis", AlphaHeatMap.Colors(AlphaHeatMap.Maximum([now.Normal, now.Reduction]), (0, 0.48)))
            .Layout("annotations", new[]
            {
                Figure.Heading("cross entropy, nats", 0, 1.005), Figure.Heading("accuracy, %", 0.37, 1.005), Figure.Heading("mean entropy, nats", 0.74, 1.005),
                Figure.Heading("alphas, normal cell", 0, 0.485), Figure.Heading("alphas, reduction cell", 0.525, 0.485),
            });
    }
}
