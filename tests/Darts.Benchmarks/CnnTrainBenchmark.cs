using System.Diagnostics;
using System.Text.Json;
using Darts.Data;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Networks;
using Darts.Runtime;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Benchmarks;

/// <summary>Times the steps of a retraining.</summary>
internal static class CnnTrainBenchmark
{
    public static void Run(int channels, int cells, int batchSize, int size, string genotype, double dropPath, int threads, int warmup, int steps, ComputePath? path)
    {
        NativeLibraries.Load();
        set_num_threads(threads);
        using var contender = new Contender(genotype, channels, cells, size, dropPath, threads, path);
        for (var i = -warmup; i < steps; i++)
            contender.Run(batchSize, i);
        var seconds = contender.Seconds;
        var median = CnnSearchBenchmark.Median(seconds);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        var machine = MachineSpeed.Measure(CPU);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            what = "cnn-train",
            genotype,
            channels,
            cells,
            batch = batchSize,
            drop_path = dropPath,
            path = contender.Path.ToString().ToLowerInvariant(),
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
    public static void Compare(int channels, int cells, int batchSize, int size, string genotype, double dropPath, int threads, int warmup, int steps)
    {
        NativeLibraries.Load();
        set_num_threads(threads);
        using var reference = new Contender(genotype, channels, cells, size, dropPath, threads, ComputePath.Reference);
        using var fast = new Contender(genotype, channels, cells, size, dropPath, threads, ComputePath.Fast);
        for (var round = -warmup; round < steps; round++)
        {
            foreach (var contender in round % 2 == 0 ? new[] { reference, fast } : [fast, reference])
                contender.Run(batchSize, round);
        }

        var (slow, quick) = (reference.Seconds, fast.Seconds);
        var machine = MachineSpeed.Measure(CPU);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            what = "compare-train",
            genotype,
            channels,
            cells,
            batch = batchSize,
            drop_path = dropPath,
            threads,
            steps,
            reference_median_s = Math.Round(CnnSearchBenchmark.Median(slow), 4),
            fast_median_s = Math.Round(CnnSearchBenchmark.Median(quick), 4),
            fast_min_s = Math.Round(quick.Min(), 4),
            ratio_of_medians = Math.Round(CnnSearchBenchmark.Median(slow) / CnnSearchBenchmark.Median(quick), 2),
            ratio_of_minima = Math.Round(slow.Min() / quick.Min(), 2),
            matmul_gflops = Math.Round(machine.Gflops, 1),
            copy_gb_per_s = Math.Round(machine.CopyGigabytes, 1),
        }));
    }

    /// <summary>A network in training, with the times of its counted steps.</summary>
    private sealed class Contender(string genotype, int channels, int cells, int size, double dropPath, int threads, ComputePath? path) : IDisposable
    {
        private readonly CifarNetwork _network = new(PublishedGenotypes.Find(genotype).Genotype, new CifarNetworkOptions { Channels = channels, Cells = cells, ImageSize = size, Path = path, Threads = threads });
        private readonly List<double> _seconds = [];
        private RetrainingStep? _step;

        public ComputePath Path => _network.Path;

        public double[] Seconds => [.. _seconds];

        /// <summary>Does a step on random images; those with a number below 0 warm up.</summary>
        public void Run(int batchSize, int number)
        {
            _step ??= new RetrainingStep(_network);
            using var scope = NewDisposeScope();
            using var _ = Seed.Use(number + 1000);
            var batch = new Batch(
                randn(batchSize, _network.Options.InputChannels, size, size, dtype: _network.Options.Type, device: CPU),
                randint(_network.Options.Classes, batchSize, dtype: ScalarType.Int64, device: CPU));
            var watch = Stopwatch.StartNew();
            var (loss, _, _) = _step.Run(batch, dropPath);
            loss.item<float>();
            if (number >= 0)
                _seconds.Add(watch.Elapsed.TotalSeconds);
        }

        public void Dispose()
        {
            _step?.Dispose();
            _network.Dispose();
        }
    }
}
