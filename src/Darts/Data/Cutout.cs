namespace Darts.Data;

/// <summary>
/// Cutout (DeVries and Taylor, 2017) by the authors' rule: one square of zeros an image, in every channel, after normalisation, so that
/// the hole has the mean colour. Its centre is uniform over the image and the square is clipped at the border.
/// </summary>
public static class Cutout
{
    /// <summary>
    /// Sets rows <c>[y - L div 2, y + L div 2)</c> and the columns alike to zero, clipped to the image. The side is therefore
    /// <c>2 * (L div 2)</c>: an odd L gives L - 1, and L = 1 nothing.
    /// </summary>
    /// <param name="image">One image, <c>[C, H, W]</c>, changed in place.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="side">L.</param>
    /// <param name="centreRow">y, 0 to H - 1.</param>
    /// <param name="centreColumn">x, 0 to W - 1.</param>
    /// <exception cref="ArgumentException">The values are not whole channels of H x W, or the side is negative.</exception>
    public static void Erase(Span<float> image, int height, int width, int side, int centreRow, int centreColumn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(side);
        if (image.Length % (height * width) != 0)
            throw new ArgumentException($"{image.Length} values are not whole channels of {height} x {width}.", nameof(image));

        var (top, bottom) = Clip(centreRow, side / 2, height);
        var (left, right) = Clip(centreColumn, side / 2, width);
        for (var start = 0; start < image.Length; start += height * width)
        {
            for (var row = top; row < bottom; row++)
                image.Slice(start + row * width + left, right - left).Clear();
        }
    }

    private static (int First, int End) Clip(int centre, int half, int size) =>
        (Math.Clamp(centre - half, 0, size), Math.Clamp(centre + half, 0, size));
}
