using System.Diagnostics;
using System.Text.Json;
using Darts.Data;
using Darts.Kernels;
using Darts.Recurrent;
using Darts.Runtime;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Benchmarks;

/// <summary>Times the steps of a search on text.</summary>
internal static class RecurrentSearchBenchmark
{
    public static void Run(int words, int units, int window, int batchSize, Order order, int threads, int warmup, int steps, ComputePath? path)
    {
        NativeLibraries.Load();
        set_num_threads(threads);
        using var network = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = words, Units = units, Path = path, Threads = threads });
        var options = new RecurrentSearchOptions();
        using var step = new RecurrentStep(network, batchSize, options.Architect with { Order = order }, options.Optimizer, options.Loss);
        var seconds = Time(network, step, window, batchSize, options.Optimizer.LearningRate, warmup, steps);
        var median = CnnSearchBenchmark.Median(seconds);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        var machine = MachineSpeed.Measure(CPU);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            what = "rnn-search",
            words,
            units,
            window,
            batch = batchSize,
            order = order.ToString().ToLowerInvariant(),
            path = network.Path.ToString().ToLowerInvariant(),
            threads,
            steps,
            median_s = Math.Round(median, 4),
            min_s = Math.Round(seconds.Min(), 4),
            peak_rss_mb = peak,
            words_per_s = Math.Round(batchSize * window / median, 1),
            matmul_gflops = Math.Round(machine.Gflops, 1),
            copy_gb_per_s = Math.Round(machine.CopyGigabytes, 1),
        }));
    }

    /// <summary>Seconds of each counted step, the device waited for.</summary>
    private static double[] Time(RecurrentSearchNetwork network, RecurrentStep step, int window, int batchSize, double rate, int warmup, int steps)
    {
        var random = new RandomStream(1);
        int[] text = [.. Enumerable.Range(0, batchSize * (window + 1)).Select(_ => random.NextInt(network.Words))];
        using var rows = new TokenRows(text, batchSize, network.Device);
        using var train = rows.Window(0, window);
        using var valid = rows.Window(0, window);
        var seconds = new double[steps];
        for (var i = -warmup; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            var (loss, _) = step.Run(train, valid, rate);
            loss.cpu();
            if (i >= 0)
                seconds[i] = watch.Elapsed.TotalSeconds;
        }

        return seconds;
    }
}
