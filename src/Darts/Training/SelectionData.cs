using Darts.Data;

namespace Darts.Training;

/// <summary>The images of a <see cref="Selection"/>. The test images are looked at once for every run of the chosen cell, and never before.</summary>
/// <param name="Search">The halves that train weights and alphas; the cells are compared on them too.</param>
/// <param name="Train">All training images, as the chosen cell is trained with them.</param>
/// <param name="Test">The test images.</param>
/// <param name="ShortAugmentation">
/// The random changes of the weights' half when cells are trained for comparison; the search's own when null. The authors use cutout here.
/// </param>
public sealed record SelectionData(SearchData Search, IImageSource Train, IImageSource Test, Augmentation? ShortAugmentation = null)
{
    internal ImageSplit ShortTrain => ShortAugmentation is null ? Search.Weights : Search.Weights.With(ShortAugmentation);
}
