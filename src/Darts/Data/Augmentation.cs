namespace Darts.Data;

/// <summary>
/// The random changes made to a training image, in this order: zero padding and a random crop back to the image's size, a horizontal
/// flip, normalisation, cutout. The defaults are those of the authors' search (cutout off).
/// </summary>
public sealed record Augmentation
{
    /// <summary>Padding 4 with random crop, and flips: the authors' search.</summary>
    public static Augmentation Darts { get; } = new();

    /// <summary>The same with cutout of 16: the authors' retraining on CIFAR-10 (section A.2.1 of the paper).</summary>
    public static Augmentation Retraining { get; } = new() { Cutout = 16 };

    /// <summary>Nothing but normalisation: for measuring.</summary>
    public static Augmentation None { get; } = new() { CropPadding = 0, Flip = false };

    /// <summary>Rows and columns of zeros (black) added on every side before the crop; 0 is no crop.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int CropPadding
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(CropPadding), $"CropPadding = {value}: padding is 0 (no crop) or more.");
    } = 4;

    /// <summary>Whether every second image, by chance, is mirrored left to right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Side of the square that is set to the mean colour after normalisation (see <see cref="Data.Cutout"/>); 0 is none. As in the authors' code an odd side makes a square of one less.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int Cutout
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(Cutout), $"Cutout = {value}: the side of the square is 0 (no cutout) or more.");
    }
}
