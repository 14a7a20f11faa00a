using System.Diagnostics;
using System.Text.Json;
using Darts.Data;
using Darts.Runtime;
using SkiaSharp;
using static TorchSharp.torch;

namespace Darts.Benchmarks;

/// <summary>Times the loaders: augmented CIFAR images from memory, and JPEG files against their mere decoding.</summary>
internal static class LoaderBenchmark
{
    private const int CifarImages = 20_000, Files = 256, Width = 500, Height = 375, Rounds = 7;

    public static void Run(int batchSize, int threads)
    {
        NativeLibraries.Load();
        set_num_threads(threads);
        var cifar = Cifar(batchSize);
        var (raw, loaded) = Jpeg(batchSize, threads);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            what = "loader",
            batch = batchSize,
            threads,
            cifar_images_per_s = Math.Round(cifar),
            jpeg_pixels = $"{Width}x{Height}",
            jpeg_decoded_per_s = Math.Round(raw, 1),
            jpeg_images_per_s = Math.Round(loaded, 1),
            jpeg_part_of_decoding = Math.Round(loaded / raw, 3),
        }));
    }

    /// <summary>Crop, flip, cutout, normalisation, tensors: images a second.</summary>
    private static double Cifar(int batchSize)
    {
        var random = new Random(1);
        var pixels = new byte[CifarImages * 3072];
        random.NextBytes(pixels);
        var dataset = new ImageDataset("noise", Cifar10.Classes, 3, 32, 32, pixels, [.. Enumerable.Range(0, CifarImages).Select(i => (byte)(i % 10))], Cifar10.Normalization);
        var split = ImageSplit.All(dataset, new Augmentation { Cutout = 16 });
        return Medians(CifarImages, pass => Read(split.Pass(Request(batchSize), pass)))[0];
    }

    private static (double raw, double loaded) Jpeg(int batchSize, int threads)
    {
        var folder = Directory.CreateTempSubdirectory("darts-loader-").FullName;
        try
        {
            var paths = Write(folder);
            var images = ImageFolder.Open(folder, new ImageFolderOptions { Threads = threads });
            var medians = Medians(
                Files,
                _ => Parallel.ForEach(paths, new ParallelOptions { MaxDegreeOfParallelism = threads }, path => SKBitmap.Decode(path).Dispose()),
                pass => Read(images.Pass(Request(batchSize), pass)));
            return (medians[0], medians[1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Write(string folder)
    {
        // The decoder's library is loaded by the first folder that decodes.
        Directory.CreateDirectory(Path.Combine(folder, "a"));
        return [.. Enumerable.Range(0, Files).Select(i =>
        {
            var path = Path.Combine(folder, "a", $"{i:000}.jpg");
            File.WriteAllBytes(path, ImageSamples.Jpeg(Width, Height, i));
            return path;
        })];
    }

    private static void Read(IEnumerable<Batch> batches)
    {
        foreach (var batch in batches)
            batch.Dispose();
    }

    private static BatchRequest Request(int batchSize) => new(batchSize, 1, "loader", CPU, ScalarType.Float32);

    /// <summary>The median of images a second of each way, which take turns, so that a busy moment of the machine meets all; one round goes before, to warm up.</summary>
    private static double[] Medians(int images, params Action<int>[] ways)
    {
        var speeds = new double[ways.Length][];
        for (var way = 0; way < ways.Length; way++)
            speeds[way] = new double[Rounds];
        for (var round = -1; round < Rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                var watch = Stopwatch.StartNew();
                ways[way](round + 1);
                if (round >= 0)
                    speeds[way][round] = images / watch.Elapsed.TotalSeconds;
            }
        }

        return [.. speeds.Select(CnnSearchBenchmark.Median)];
    }
}
