using System.Diagnostics;
using System.Text.Json;
using Darts.Data;
using Darts.Kernels;
using Darts.Networks;
using Darts.Runtime;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Benchmarks;

/// <summary>Times the steps of an image search.</summary>
internal static class CnnSearchBenchmark
{
    public static void Run(int channels, int cells, int batchSize, int size, Order order, int threads, int warmup, int steps, ComputePath? path)
    {
        NativeLibraries.Load();
        set_num_threads(threads);
        using var network = new SearchNetwork(new SearchNetworkOptions { Channels = channels, Cells = cells, Path = path, Threads = threads });
        using var step = new BilevelStep(network, new ArchitectOptions { Order = order }, new WeightOptimizerOptions());
        var seconds = Time(network, step, batchSize, size, warmup, steps);
        var median = Median(seconds);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        var machine = MachineSpeed.Measure(CPU);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            what = "cnn-search",
            channels,
            cells,
            batch = batchSize,
            order = order.ToString().ToLowerInvariant(),
            path = network.Path.ToString().ToLowerInvariant(),
            threads,
            steps,
            median_s = Math.Round(median, 4),
            min_s = Math.Round(seconds.Min(), 4),
            peak_rss_mb = peak,
            images_per_s = Math.Round(batchSize / median, 2),
            matmul_gflops = Math.Round(machine.Gflops, 1),
            copy_gb_per_s = Math.Round(machine.CopyGigabytes, 1),
        }));
    }

    /// <summary>Seconds of each counted step, the device waited for.</summary>
    public static double[] Time(SearchNetwork network, BilevelStep step, int batchSize, int size, int warmup, int steps)
    {
        using var scope = NewDisposeScope();
        using var train = RandomBatch(network, batchSize, size, 1);
        using var valid = RandomBatch(network, batchSize, size, 2);
        var seconds = new double[steps];
        for (var i = -warmup; i < steps; i++)
        {
            using var inner = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            var (loss, _) = step.Run(train, valid);
            loss.cpu();
            if (i >= 0)
                seconds[i] = watch.Elapsed.TotalSeconds;
        }

        return seconds;
    }

    public static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public static Batch RandomBatch(SearchNetwork network, int count, int size, long seed)
    {
        using var _ = Seed.Use(seed);
        return new Batch(
            randn(count, network.Options.InputChannels, size, size, dtype: network.Options.Type, device: CPU).to(network.Device),
            randint(network.Options.Classes, count, dtype: ScalarType.Int64, device: CPU).to(network.Device));
    }
}
