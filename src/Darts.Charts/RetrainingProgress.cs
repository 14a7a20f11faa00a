using Darts.Training;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>A chart of a running retraining that is redrawn in place: loss and accuracy on training and test images.</summary>
/// <param name="show">What shows a new chart, see <see cref="LiveChart{TEpoch}.Show"/>.</param>
/// <param name="interval">The least time between two charts; 0.4 s when null. The last epoch is always shown.</param>
/// <param name="clock">The clock; the system's when null.</param>
/// <example><code>
/// var progress = new RetrainingProgress();
/// var view = KernelInvocationContext.Current.Display(progress.Chart());
/// progress.Show = chart => view.Update(chart);
/// await foreach (var epoch in retraining.RunAsync())
///     progress.Add(epoch);
/// </code></example>
public sealed class RetrainingProgress(Action<GenericChart>? show = null, TimeSpan? interval = null, TimeProvider? clock = null)
    : LiveChart<RetrainingEpoch>(epoch => epoch.Epoch == epoch.Epochs, show, interval, clock)
{
    /// <inheritdoc />
    protected override string What => "Retraining";

    /// <inheritdoc />
    protected override GenericChart Draw(IReadOnlyList<RetrainingEpoch> epochs)
    {
        var now = epochs[^1];
        var accuracy = epochs.LastOrDefault(epoch => epoch.Test is not null)?.Test is { } test ? $": test accuracy {test.TopOne:0.0} %" : "";
        return RetrainingCharts.Curves(epochs, $"Retraining, epoch {now.Epoch} of {now.Epochs}{accuracy}{TimeLeft(now.Epoch < now.Epochs, now.RemainingSeconds, epochs.Sum(epoch => epoch.Seconds))}");
    }
}
