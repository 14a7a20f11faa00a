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

    /// <summary>Both paths in one process, step by step, each round in the other order: what else the machine does then meets both alike.</summary>
    public static void Compare(int channels, int cells, int batchSize, int size, Order order, int threads, int warmup, int steps)
    {
        NativeLibraries.Load();
        set_num_threads(threads);
        using var reference = new Contender(ComputePath.Reference, channels, cells, order, threads);
        using var fast = new Contender(ComputePath.Fast, channels, cells, order, threads);
        for (var round = -warmup; round < steps; round++)
        {
            foreach (var contender in round % 2 == 0 ? new[] { reference, fast } : [fast, reference])
                contender.Run(batchSize, size, counted: round >= 0);
        }

        var (slow, quick) = (reference.Seconds, fast.Seconds);
        var machine = MachineSpeed.Measure(CPU);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            what = "compare",
            channels,
            cells,
            batch = batchSize,
            order = order.ToString().ToLowerInvariant(),
            threads,
            steps,
            reference_median_s = Math.Round(Median(slow), 4),
            fast_median_s = Math.Round(Median(quick), 4),
            ratio_of_medians = Math.Round(Median(slow) / Median(quick), 2),
            ratio_of_minima = Math.Round(slow.Min() / quick.Min(), 2),
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

    /// <summary>A path of a comparison, with its own network and the times of its steps.</summary>
    private sealed class Contender : IDisposable
    {
        private readonly SearchNetwork _network;
        private readonly BilevelStep _step;
        private readonly List<double> _seconds = [];

        public Contender(ComputePath path, int channels, int cells, Order order, int threads)
        {
            _network = new SearchNetwork(new SearchNetworkOptions { Channels = channels, Cells = cells, Path = path, Threads = threads });
            _step = new BilevelStep(_network, new ArchitectOptions { Order = order }, new WeightOptimizerOptions());
        }

        public double[] Seconds => [.. _seconds];

        public void Run(int batchSize, int size, bool counted)
        {
            var seconds = Time(_network, _step, batchSize, size, 0, 1);
            if (counted)
                _seconds.AddRange(seconds);
        }

        public void Dispose()
        {
            _step.Dispose();
            _network.Dispose();
        }
    }
}
