using Darts.Runtime;

namespace Darts.Networks;

/// <summary>What a network for small images is made of; the defaults are the authors' for CIFAR-10.</summary>
public sealed record CifarNetworkOptions : EvaluationNetworkOptions
{
    /// <summary>The authors' 36 channels, 20 cells, 10 classes, 32x32 pixels.</summary>
    public CifarNetworkOptions() => (Channels, Cells, Classes, ImageSize) = (36, 20, 10, 32);

    /// <summary>The stem has this many times C channels.</summary>
    public int StemMultiplier { get; init => field = Option.AtLeast(value, 1, "the stem needs at least 1 times C channels."); } = 3;

    /// <summary>
    /// Whether the auxiliary head's first ReLU works in place, as in the authors' code: in training the last cells then see a rectified map. With
    /// more than 3 cells that changes nothing; with 3 the head sits on the last cell and the main logits come from rectified features, which they do
    /// not in evaluation.
    /// </summary>
    public bool AuxiliaryRectifiesInPlace { get; init; }
}
