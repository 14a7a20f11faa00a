using Darts.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Training;

/// <summary>
/// Cross entropy with smoothed targets (Szegedy et al., 2016): the mean over images of -sum over k of t_k log p_k with
/// t = (1 - epsilon) onehot + epsilon / K for K classes. It trains; losses that are reported for test images are not smoothed.
/// </summary>
public static class LabelSmoothing
{
    /// <summary>The loss, a scalar.</summary>
    /// <param name="logits">[N, K].</param>
    /// <param name="labels">[N], int64.</param>
    /// <param name="epsilon">0 for the plain cross entropy; the authors' ImageNet recipe has 0.1.</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels, double epsilon)
    {
        Option.Within(epsilon, 0, 1, "a part between 0 and 1 is given to all classes.");
        return functional.cross_entropy(logits, labels, label_smoothing: epsilon);
    }
}
