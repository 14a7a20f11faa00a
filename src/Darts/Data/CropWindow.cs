using Darts.Runtime;

namespace Darts.Data;

/// <summary>The part of an image that is scaled to the network's input.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct CropWindow(int Left, int Top, int Width, int Height)
{
    private const int Attempts = 10;

    /// <summary>
    /// A window of random area and aspect (Szegedy et al., 2015): ten tries to draw an area of [smallest, 1] of the image's and a logarithm of the aspect,
    /// both uniform, that fit; else the middle of the image, cut to the nearest aspect that is allowed.
    /// </summary>
    public static CropWindow Random(int width, int height, double smallestArea, double largestAspect, RandomStream random)
    {
        // The same number of draws for every image.
        var found = default(CropWindow?);
        for (var i = 0; i < Attempts; i++)
        {
            var area = width * (double)height * (smallestArea + (1 - smallestArea) * random.NextDouble());
            var aspect = Math.Exp(Math.Log(largestAspect) * (2 * random.NextDouble() - 1));
            var (w, h) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            var (left, top) = (random.NextDouble(), random.NextDouble());
            if (found is null && w > 0 && h > 0 && w <= width && h <= height)
                found = new CropWindow((int)(left * (width - w + 1)), (int)(top * (height - h + 1)), w, h);
        }

        return found ?? Middle(width, height, largestAspect);
    }

    /// <summary>The middle of an image whose shorter side was scaled to <paramref name="resizedSide"/>, in the pixels it had before.</summary>
    public static CropWindow Middle(int width, int height, int size, int resizedSide)
    {
        var side = Math.Clamp((int)Math.Round(Math.Min(width, height) * (double)size / resizedSide), 1, Math.Min(width, height));
        return new CropWindow((width - side) / 2, (height - side) / 2, side, side);
    }

    private static CropWindow Middle(int width, int height, double largestAspect)
    {
        var (w, h) = (Math.Min(width, (int)Math.Round(height * largestAspect)), Math.Min(height, (int)Math.Round(width * largestAspect)));
        return new CropWindow((width - w) / 2, (height - h) / 2, w, h);
    }
}
