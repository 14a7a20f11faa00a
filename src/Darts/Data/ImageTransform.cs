using Darts.Runtime;

namespace Darts.Data;

/// <summary>An <see cref="Augmentation"/> made ready for the images of one dataset: bytes in, the network's input out.</summary>
public sealed class ImageTransform
{
    private readonly Augmentation augmentation;
    private readonly int height, width;
    private readonly float[][] tables; // the normalised value of every byte, for each channel

    /// <summary>Makes the transform.</summary>
    /// <param name="dataset">Gives the images' size and normalisation.</param>
    /// <param name="augmentation">What to do to every image.</param>
    public ImageTransform(ImageDataset dataset, Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(augmentation);
        this.augmentation = augmentation;
        height = dataset.Height;
        width = dataset.Width;
        tables = [.. Enumerable.Range(0, dataset.Channels).Select(dataset.Normalization.Table)];
    }

    /// <summary>
    /// Transforms one image. Five numbers are drawn whatever is switched on (crop row, crop column, flip, cutout row, cutout column),
    /// so that switching one thing on or off leaves the others as they were.
    /// </summary>
    /// <param name="image">The pixels, <c>[C, H, W]</c>.</param>
    /// <param name="output">Receives the network's input, <c>[C, H, W]</c>.</param>
    /// <param name="random">The stream of this image.</param>
    /// <exception cref="ArgumentException">The image or the output has another size than the dataset's images.</exception>
    public void Apply(ReadOnlySpan<byte> image, Span<float> output, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var size = tables.Length * height * width;
        if (image.Length != size || output.Length != size)
            throw new ArgumentException($"An image of {image.Length} bytes into {output.Length} values: both are {tables.Length} x {height} x {width}.", nameof(image));

        var padding = augmentation.CropPadding;
        var rowShift = random.NextInt(2 * padding + 1) - padding;
        var columnShift = random.NextInt(2 * padding + 1) - padding;
        var flip = random.NextDouble() < 0.5 && augmentation.Flip;
        var (holeRow, holeColumn) = (random.NextInt(height), random.NextInt(width));

        CropFlipNormalize(image, output, rowShift, columnShift, flip);
        if (augmentation.Cutout > 0)
            Cutout.Erase(output, height, width, augmentation.Cutout, holeRow, holeColumn);
    }

    /// <summary>Normalises one image and does nothing else to it.</summary>
    /// <param name="image">The pixels, <c>[C, H, W]</c>.</param>
    /// <param name="output">Receives the network's input, <c>[C, H, W]</c>.</param>
    internal void Normalize(ReadOnlySpan<byte> image, Span<float> output) => CropFlipNormalize(image, output, 0, 0, flip: false);

    /// <summary>
    /// Output pixel (row, column) is input pixel (row + rowShift, column + columnShift), or black outside; then mirrored on demand.
    /// </summary>
    private void CropFlipNormalize(ReadOnlySpan<byte> image, Span<float> output, int rowShift, int columnShift, bool flip)
    {
        // The columns of the output that lie inside the image.
        var first = Math.Clamp(-columnShift, 0, width);
        var end = Math.Clamp(width - columnShift, first, width);
        for (var channel = 0; channel < tables.Length; channel++)
        {
            var table = tables[channel];
            for (var row = 0; row < height; row++)
            {
                var target = output.Slice((channel * height + row) * width, width);
                var sourceRow = row + rowShift;
                if ((uint)sourceRow >= (uint)height)
                {
                    target.Fill(table[0]);
                    continue;
                }

                var source = image.Slice((channel * height + sourceRow) * width, width);
                target[..first].Fill(table[0]);
                for (var column = first; column < end; column++)
                    target[column] = table[source[column + columnShift]];
                target[end..].Fill(table[0]);
                if (flip)
                    target.Reverse();
            }
        }
    }
}
