using System.Security.Cryptography;
using Darts.Data;
using Darts.Networks;
using Darts.Operations;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.SearchProcess;

/// <summary>The smallest search that has everything a search has: both cell types, pools, convolutions, augmentation, both halves.</summary>
public static class TinySearch
{
    /// <summary>An operation that adds nothing, one without weights, one with a batch norm from the search, one with weights.</summary>
    public static OperationSet Operations { get; } = OperationSet.Darts.Without("max_pool_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5");

    /// <summary>Three cells of one node, two channels.</summary>
    public static SearchNetworkOptions Network { get; } =
        new() { Operations = Operations, Channels = 2, Cells = 3, Nodes = 1, StemMultiplier = 1, InputChannels = 1, Classes = 3 };

    /// <summary>Three epochs; the alphas learn faster than the authors', so that a few steps move them.</summary>
    public static BilevelSearchOptions Options { get; } =
        new() { Epochs = 3, BatchSize = 6, Architect = new ArchitectOptions { LearningRate = 0.01 } };

    /// <summary>Grey images whose brightness tells their class, with noise; half of them for the weights.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="size">Height and width.</param>
    public static SearchData Data(int count = 48, int size = 8)
    {
        var random = new Darts.Runtime.RandomStream(7);
        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 3))];
        byte[] pixels = [.. labels.SelectMany(label => Enumerable.Range(0, size * size).Select(_ => (byte)(60 * label + random.NextInt(100))))];
        var dataset = new ImageDataset("brightness", ["dark", "medium", "bright"], 1, size, size, pixels, labels, new Normalization([0.5], [0.25]));
        return SearchData.Halves(dataset, augmentation: new Augmentation { CropPadding = 1 });
    }

    /// <summary>A hash of everything a network holds: weights, alphas and running statistics, bit for bit.</summary>
    /// <param name="network">The network.</param>
    public static string Hash(SearchNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Hash(network.state_dict().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));
    }

    /// <summary>A hash of tensors, bit for bit.</summary>
    /// <param name="tensors">The tensors.</param>
    public static string Hash(IEnumerable<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors)
            hash.AppendData(tensor.detach().cpu().contiguous().bytes.ToArray());
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
