using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Running;

/// <summary>The two ends of a kernel's life: waiting until it is ready, and asking it to go.</summary>
internal static class KernelStart
{
    /// <returns>Null when the kernel is ready, or why it is not.</returns>
    public static async Task<CellOutcome?> WaitAsync(KernelProcess kernel, KernelClient client, TimeLimits limits, CancellationToken cancellation)
    {
        var (length, message) = limits.OfStart();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(length);
        var ready = client.WaitUntilReadyAsync(limit.Token);
        try
        {
            if (await Task.WhenAny(ready, kernel.WaitAsync(limit.Token)) == ready || !kernel.HasExited)
            {
                await ready;
                return null;
            }
            return new CellOutcome(ExitCode.KernelDied, "KernelDied", $"The kernel died before it was ready: {kernel.Ending()}.\n{kernel.LastLines}".TrimEnd());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CellOutcome(ExitCode.TimeLimit, "TimeLimit", $"{message}\n{kernel.LastLines}".TrimEnd());
        }
        catch (OperationCanceledException)
        {
            return new CellOutcome(ExitCode.CellFailed, "Interrupted", "Interrupted before the kernel was ready.");
        }
    }

    /// <summary>Asks the kernel to go. It has done its work; one that does not go is killed on disposal.</summary>
    public static async Task ShutDownAsync(KernelProcess kernel, KernelClient client, TimeSpan patience)
    {
        client.Send(Channel.Control, "shutdown_request", new System.Text.Json.Nodes.JsonObject { ["restart"] = false });
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await kernel.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
