using System.Diagnostics;
using System.Text.Json;
using Darts.Notebooks.Jupyter;

namespace Darts.Benchmarks;

/// <summary>How long a client waits for a kernel: from the start of its process until it is ready, for the first cell, and for a trivial one.</summary>
internal static class KernelStartBenchmark
{
    private const string First = "var greeting = \"hello\"; Console.WriteLine(greeting); greeting.Length";
    private const string Trivial = "1 + 1";

    /// <param name="kernelName">An installed kernel; null is the engine that was built beside this program.</param>
    /// <param name="starts">How many kernels are started, one after another.</param>
    public static int Run(string? kernelName, int starts)
    {
        var command = kernelName is null ? Built : KernelSpec.Find(kernelName).Command;
        var results = Enumerable.Range(0, starts).Select(_ => MeasureAsync(command).GetAwaiter().GetResult()).ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "kernel-start",
            kernel = kernelName ?? "built",
            starts,
            readySeconds = Figures(results.Select(result => result.Ready)),
            firstCellSeconds = Figures(results.Select(result => result.FirstCell)),
            trivialCellSeconds = Figures(results.SelectMany(result => result.TrivialCells)),
        }));
        return 0;
    }

    private static async Task<(double Ready, double FirstCell, double[] TrivialCells)> MeasureAsync(Func<string, IReadOnlyList<string>> command)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var clock = Stopwatch.StartNew();
        using var kernel = KernelProcess.Start(command, Path.GetTempPath());
        using var client = new KernelClient(kernel.Connection);
        await client.WaitUntilReadyAsync(limit.Token);
        var ready = clock.Elapsed.TotalSeconds;
        var first = await CellAsync(client, First, limit.Token);
        var trivial = new double[10];
        for (var i = 0; i < trivial.Length; i++)
            trivial[i] = await CellAsync(client, Trivial, limit.Token);
        return (ready, first, trivial);
    }

    // Until both the reply and the last message on iopub have come, as clients wait.
    private static async Task<double> CellAsync(KernelClient client, string code, CancellationToken limit)
    {
        var clock = Stopwatch.StartNew();
        var id = client.Execute(code);
        var (replied, idle) = (false, false);
        while (!replied || !idle)
        {
            var (channel, message) = await client.Incoming.ReadAsync(limit);
            if (message.ParentId != id)
                continue;
            if (channel == Channel.Shell && JupyterMessage.Text(message.Content, "status") != "ok")
                throw new InvalidOperationException($"{code}: the cell failed: {message.Content.ToJsonString()}");
            replied |= channel == Channel.Shell;
            idle |= message.Type == "status" && JupyterMessage.Text(message.Content, "execution_state") == "idle";
        }

        return clock.Elapsed.TotalSeconds;
    }

    // The copy beside this program holds no machine code of the compiler, the engine's own folder does.
    private static IReadOnlyList<string> Built(string connectionFile)
    {
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Darts.Notebooks", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));
        return KernelCommand.In(folder, connectionFile);
    }

    private static object Figures(IEnumerable<double> seconds)
    {
        var sorted = seconds.Order().ToArray();
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new { median = Math.Round(median, 4), min = Math.Round(sorted[0], 4), max = Math.Round(sorted[^1], 4) };
    }
}
