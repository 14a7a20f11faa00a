using System.Text.RegularExpressions;
using Darts.Charts;
using Darts.Data;
using SkiaSharp;
using static TorchSharp.torch;

namespace Darts.Tests.Charts;

public partial class ImageGalleryTests
{
    private static readonly Normalization Colours = new([0.5, 0.25, 0], [0.5, 0.25, 2]);

    [Fact]
    public void It_shows_every_image_as_it_was_before_normalisation_with_its_class()
    {
        using var scope = NewDisposeScope();
        // Red 255, green 64, blue 0; then red 0, green 128, blue 255.
        var images = tensor(new float[] { 1, 0, 0, -1, 1, 0.5f }, [2, 3, 1, 1], device: CPU).expand(2, 3, 4, 4);
        using var batch = new Batch(images, tensor(new long[] { 1, 0 }, device: CPU));

        var picture = ImageGallery.Draw(batch, ["cat", "dog & more"], Colours, "Two", columns: 1);

        var colours = Data().Matches(picture.Svg).Select(match =>
        {
            using var bitmap = SKBitmap.Decode(Convert.FromBase64String(match.Groups[1].Value));
            Assert.Equal((4, 4), (bitmap.Width, bitmap.Height));
            return bitmap.GetPixel(3, 2);
        });
        Assert.Equal([new SKColor(255, 64, 0), new SKColor(0, 128, 255)], colours);
        Assert.Equal("Two: 2 images: dog & more, cat", picture.Text);
        Assert.Contains(">dog &amp; more</text>", picture.Svg, StringComparison.Ordinal);
        Assert.True(picture.Height > picture.Width, "one column");
    }

    [Fact]
    public void Images_that_are_no_pictures_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.StartsWith("Image of [2, 4, 4], normalisation of 3 channels: ", Assert.Throws<ArgumentException>(() => ImageSamples.Png(zeros(2, 4, 4, device: CPU), Colours)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Image of [1, 4, 4], normalisation of 3 channels: ", Assert.Throws<ArgumentException>(() => ImageSamples.Png(zeros(1, 4, 4, device: CPU), Colours)).Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("base64,([^\"]+)\"")]
    private static partial Regex Data();
}
