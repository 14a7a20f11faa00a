using Plotly.NET;

namespace Darts.Charts;

/// <summary>
/// A chart that is redrawn in place while something runs. It knows no kernel: it hands the chart to whoever shows it, at most a few times a
/// second, and more seldom where a chart takes long to make and show.
/// </summary>
/// <typeparam name="TEpoch">What an epoch reports.</typeparam>
public abstract class LiveChart<TEpoch>
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly List<TEpoch> epochs = [];
    private readonly Func<TEpoch, bool> isLast;
    private readonly TimeSpan interval;
    private readonly TimeProvider clock;
    private TimeSpan pause;
    private long? shown;

    /// <summary>Starts without epochs.</summary>
    /// <param name="isLast">Whether an epoch is the last one, which is always shown.</param>
    /// <param name="show">What shows a new chart, see <see cref="Show"/>.</param>
    /// <param name="interval">The least time between two charts; 0.4 s when null.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    protected LiveChart(Func<TEpoch, bool> isLast, Action<GenericChart>? show, TimeSpan? interval, TimeProvider? clock)
    {
        this.isLast = isLast;
        Show = show;
        this.interval = interval ?? TimeSpan.FromSeconds(0.4);
        pause = this.interval;
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>Called with a new chart when an epoch was added and the last chart is old enough.</summary>
    public Action<GenericChart>? Show { get; set; }

    /// <summary>The epochs so far.</summary>
    public IReadOnlyList<TEpoch> Epochs => epochs;

    /// <summary>What runs, for the title before the first epoch.</summary>
    protected abstract string What { get; }

    /// <summary>Adds an epoch, and shows the chart where it is time to.</summary>
    /// <param name="epoch">What was reported.</param>
    public void Add(TEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        epochs.Add(epoch);
        if (Show is null || (!isLast(epoch) && shown is { } last && clock.GetElapsedTime(last) < pause))
            return;
        var start = clock.GetTimestamp();
        Show(Chart());
        shown = clock.GetTimestamp();
        // A hundred times what the chart took, so that 1 % of the time goes into charts; the first one, whose code is compiled, does not hold up the next for long.
        var cost = clock.GetElapsedTime(start, shown.Value);
        pause = TimeSpan.FromTicks(Math.Max(interval.Ticks, Math.Min(100 * cost.Ticks, LongestPause.Ticks)));
    }

    /// <summary>The chart of the epochs so far.</summary>
    public GenericChart Chart() => epochs.Count > 0
        ? Draw(epochs)
        : Figure.Of($"{What}: waiting for the first epoch", 120, []).Layout("xaxis", new { visible = false }).Layout("yaxis", new { visible = false });

    /// <summary>Draws the epochs so far.</summary>
    /// <param name="epochs">At least one.</param>
    protected abstract GenericChart Draw(IReadOnlyList<TEpoch> epochs);

    /// <summary>The end of a title: how long it will still take, or took.</summary>
    internal static string TimeLeft(bool runs, double remaining, double taken) => runs ? $", about {Duration(remaining)} left" : $", {Duration(taken)}";

    private static string Duration(double seconds) => seconds < 90 ? $"{seconds:0} s" : seconds < 5400 ? $"{seconds / 60:0} min" : $"{seconds / 3600:0.0} h";
}
