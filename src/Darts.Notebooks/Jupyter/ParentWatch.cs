using System.Diagnostics;
using System.Globalization;

namespace Darts.Notebooks.Jupyter;

/// <summary>Ends the kernel when the client that started it has died without saying so; Jupyter names it in JPY_PARENT_PID.</summary>
internal sealed class ParentWatch : IDisposable
{
    public const string Variable = "JPY_PARENT_PID";

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);

    private readonly Process? _parent;
    private readonly Timer? _timer;

    /// <param name="died">Called once, on a thread of the pool.</param>
    public ParentWatch(Action died)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var id))
            return;
        try
        {
            _parent = Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            died();
            return;
        }
        _timer = new Timer(_ =>
        {
            if (!_parent.HasExited)
                return;
            _timer!.Change(Timeout.Infinite, Timeout.Infinite);
            died();
        });
        _timer.Change(s_every, s_every);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _parent?.Dispose();
    }
}
