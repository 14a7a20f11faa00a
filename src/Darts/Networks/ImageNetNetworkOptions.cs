namespace Darts.Networks;

/// <summary>What a network for large images is made of; the defaults are the authors' for ImageNet (the mobile setting).</summary>
public sealed record ImageNetNetworkOptions : EvaluationNetworkOptions
{
    /// <summary>The authors' 48 channels, 14 cells, 1000 classes, 224x224 pixels.</summary>
    public ImageNetNetworkOptions() => (Channels, Cells, Classes, ImageSize) = (48, 14, 1000, 224);
}
