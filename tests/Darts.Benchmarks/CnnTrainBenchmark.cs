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
        using var network = new CifarNetwork(PublishedGenotypes.Find(genotype).Genotype, new CifarNetworkOptions { Channels = channels, Cells = cells, ImageSize = size, Path = path, Threads = threads });
        using var step = new RetrainingStep(network);
        var seconds = Time(network, step, batchSize, size, dropPath, warmup, steps);
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

    private static double[] Time(CifarNetwork network, RetrainingStep step, int batchSize, int size, double dropPath, int warmup, int steps)
    {
        var seconds = new double[steps];
        for (var i = -warmup; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            using var _ = Seed.Use(i + 1000);
            var batch = new Batch(
                randn(batchSize, network.Options.InputChannels, size, size, dtype: network.Options.Type, device: CPU),
                randint(network.Options.Classes, batchSize, dtype: ScalarType.Int64, device: CPU));
            var watch = Stopwatch.StartNew();
            var (loss, _, _) = step.Run(batch, dropPath);
            loss.item<float>();
            if (i >= 0)
                seconds[i] = watch.Elapsed.TotalSeconds;
        }

        return seconds;
    }
}
