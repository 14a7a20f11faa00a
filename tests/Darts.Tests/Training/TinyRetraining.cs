using Darts.Data;
using Darts.Genotypes;
using Darts.Networks;
using Darts.SearchProcess;
using Darts.Training;

namespace Darts.Tests.Training;

/// <summary>The smallest retraining that has everything: both cell types, the auxiliary head, drop path, cutout, a last batch that is not full.</summary>
internal static class TinyRetraining
{
    public static Genotype Genotype { get; } = Genotype.Parse(
        "Genotype(normal=[('sep_conv_3x3', 2, 0), ('skip_connect', 2, 1), ('avg_pool_3x3', 3, 2)], normal_concat=range(2, 4), reduce=[('max_pool_3x3', 2, 0), ('skip_connect', 2, 1)], reduce_concat=[2])");

    public static CifarNetworkOptions Network { get; } = new() { Channels = 2, Cells = 3, StemMultiplier = 1, InputChannels = 1, Classes = 3, ImageSize = 24, Threads = 2 };

    public static RetrainingOptions Options { get; } = new() { Epochs = 3, BatchSize = 5, DropPathProbability = 0.5, LearningRate = 0.05 };

    public static ImageSplit Train { get; } = ImageSplit.All(Images(7, 17), new Augmentation { CropPadding = 1, Cutout = 4 });

    public static ImageSplit Test { get; } = ImageSplit.All(Images(8, 12));

    /// <summary>Grey images whose brightness tells their class, with noise.</summary>
    private static ImageDataset Images(ulong seed, int count)
    {
        var random = new Darts.Runtime.RandomStream(seed);
        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 3))];
        byte[] pixels = [.. labels.SelectMany(label => Enumerable.Range(0, 24 * 24).Select(_ => (byte)(60 * label + random.NextInt(100))))];
        return new ImageDataset("brightness", ["dark", "medium", "bright"], 1, 24, 24, pixels, labels, new Normalization([0.5], [0.25]));
    }

    public static string Hash(EvaluationNetwork network) =>
        TinySearch.Hash(network.state_dict().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));
}
