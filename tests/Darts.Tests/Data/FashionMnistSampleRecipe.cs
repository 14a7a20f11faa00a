using Darts.Runtime;

namespace Darts.Tests.Data;

/// <summary>How <c>data/fashion-mnist-sample</c> was made from the full set: the first images of every class, in a shuffled order.</summary>
internal static class FashionMnistSampleRecipe
{
    public static readonly (string Prefix, int PerClass)[] Parts = [("train", 1_000), ("t10k", 200)];

    /// <summary>The two IDX files of a part, not compressed.</summary>
    public static (byte[] Images, byte[] Labels) Make(string source, string prefix, int perClass)
    {
        var images = TestFiles.Unzip(Path.Combine(source, $"{prefix}-images-idx3-ubyte.gz")).AsSpan(16);
        var labels = TestFiles.Unzip(Path.Combine(source, $"{prefix}-labels-idx1-ubyte.gz")).AsSpan(8);

        var taken = new int[10];
        var chosen = new List<int>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (taken[labels[i]]++ < perClass)
                chosen.Add(i);
        }

        int[] order = [.. chosen];
        RandomStream.For(2017, $"fashion-mnist-sample/{prefix}").Shuffle<int>(order);

        const int size = 28 * 28;
        var someImages = new byte[order.Length * size];
        var someLabels = new byte[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            images.Slice(order[i] * size, size).CopyTo(someImages.AsSpan(i * size));
            someLabels[i] = labels[order[i]];
        }

        return (TestFiles.Idx([order.Length, 28, 28], someImages), TestFiles.Idx([order.Length], someLabels));
    }
}
