using Darts.Runtime;

namespace Darts.Data;

/// <summary>What is done to the images of a folder; the defaults are the authors' for ImageNet (section A.2.3 of the paper).</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Height and width of an image as it is fed to the network.</summary>
    public int Size { get; init => field = Option.AtLeast(value, 1, "an image has at least 1 pixel."); } = 224;

    /// <summary>For measuring: the shorter side of the image is scaled to this, then the middle is cut out.</summary>
    public int ResizedSide { get; init => field = Option.AtLeast(value, 1, "an image has at least 1 pixel."); } = 256;

    /// <summary>For training: the smallest part of the image's area that a random crop takes; 1 with <see cref="LargestAspect"/> 1 takes all that is square.</summary>
    public double SmallestArea { get; init => field = Option.Within(value, 1e-3, 1, "a crop takes a part of the image, at most all."); } = 0.08;

    /// <summary>For training: a random crop is up to so many times as wide as it is high, or as high as it is wide, before it is scaled to a square.</summary>
    public double LargestAspect { get; init => field = Option.Within(value, 1, 10, "an aspect is 1 (square) or more."); } = 4.0 / 3;

    /// <summary>For training: whether every second image, by chance, is mirrored left to right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>For training: the random changes of colour.</summary>
    public ColorJitter Jitter { get; init; } = ColorJitter.Darts;

    /// <summary>Mean and deviation of the three channels.</summary>
    public Normalization Normalization { get; init; } = ImageFolder.ImageNetNormalization;

    /// <summary>What happens to files that cannot be decoded.</summary>
    public CorruptImages Corrupt { get; init; } = CorruptImages.Skip;

    /// <summary>Threads that decode; as many as there are processors when null. It changes no bit.</summary>
    public int? Threads { get; init => field = value is null ? null : Option.AtLeast(value.Value, 1, "decoding needs at least 1 thread."); }

    /// <summary>Batches that are decoded ahead of the training step.</summary>
    public int PrefetchDepth { get; init => field = Option.AtLeast(value, 0, "0 (no thread) or more."); } = 2;
}
