using System.Diagnostics;

namespace Darts.Notebooks.Running;

/// <summary>The time that a run has left.</summary>
internal sealed class TimeLimits(RunOptions options)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Since the run began.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>What the next cell may take, and what to say when it takes longer; null when there is no limit.</summary>
    public (TimeSpan Length, string Message)? OfCell() => Shorter(options.CellLimit, "The cell took longer than its limit");

    /// <summary>What the kernel may take until it is ready.</summary>
    public (TimeSpan Length, string Message) OfStart() => Shorter(options.StartLimit, "The kernel took longer to start than its limit")!.Value;

    private (TimeSpan, string)? Shorter(TimeSpan? own, string message)
    {
        // A moment is always left: a run whose time is over ends in a cell and says in which.
        var left = options.TotalLimit is { } total ? Max(total - _clock.Elapsed, TimeSpan.FromMilliseconds(1)) : (TimeSpan?)null;
        if (left is { } rest && (own is null || rest < own))
            return (rest, $"The run took longer than its limit of {Seconds(options.TotalLimit!.Value)}.");
        return own is { } length ? (length, $"{message} of {Seconds(length)}.") : null;
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.###} s";

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
