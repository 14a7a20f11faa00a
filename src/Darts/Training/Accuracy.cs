using static TorchSharp.torch;

namespace Darts.Training;

/// <summary>How many images are classified right.</summary>
public static class Accuracy
{
    /// <summary>The number of images whose label is among the k classes with the largest logits, as a scalar tensor on their device.</summary>
    /// <param name="logits">[N, classes].</param>
    /// <param name="labels">[N], int64.</param>
    /// <param name="k">1 for the usual accuracy, 5 for top-5.</param>
    /// <exception cref="ArgumentException">There are fewer than k classes.</exception>
    public static Tensor CountCorrect(Tensor logits, Tensor labels, int k = 1)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (k < 1 || k > logits.shape[^1])
            throw new ArgumentException($"k = {k}: the logits have {logits.shape[^1]} classes.", nameof(k));
        var (_, best) = logits.topk(k, dim: -1);
        return best.eq(labels.unsqueeze(-1)).sum();
    }
}
