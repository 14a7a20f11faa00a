using Darts.Data;

namespace Darts.Tests.Data;

public class ImageDatasetTests
{
    private static readonly Normalization Grey = new([0.5], [0.5]);

    [Fact]
    public void An_image_is_its_slice_of_the_pixels()
    {
        var dataset = TestFiles.Dataset(3);

        Assert.Equal(dataset.Pixels.Slice(90, 90).ToArray(), dataset.Image(1).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Image(3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Image(-1).Length);
    }

    [Fact]
    public void Pixels_and_labels_that_do_not_fit_are_refused_with_their_sizes()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageDataset("x", ["a"], 1, 2, 2, new byte[7], new byte[2], Grey));
        Assert.Contains("7 pixels and 2 labels", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 x 2 x 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_without_a_class_is_refused_with_its_place()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageDataset("x", ["a", "b"], 1, 1, 1, new byte[3], [0, 1, 2], Grey));
        Assert.Contains("Image 2 has label 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_normalisation_for_other_channels_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ImageDataset("x", ["a"], 3, 1, 1, new byte[3], [0], Grey));

    [Fact]
    public void The_first_images_of_every_class_keep_their_order()
    {
        var dataset = TestFiles.Numbered(7).Select([1, 3, 0, 5, 2, 4]);

        Assert.Equal([1, 3, 0, 2], dataset.TakePerClass(2).Pixels.ToArray());
        var error = Assert.Throws<ArgumentException>(() => dataset.TakePerClass(4));
        Assert.Contains("'even' of numbered has 3 images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shuffling_keeps_every_image_with_its_label()
    {
        var dataset = TestFiles.Numbered(50);
        var shuffled = dataset.Shuffled(1);

        Assert.NotEqual(dataset.Pixels.ToArray(), shuffled.Pixels.ToArray());
        Assert.Equal(dataset.Pixels.ToArray(), shuffled.Pixels.ToArray().Order());
        Assert.Equal(shuffled.Pixels.ToArray().Select(pixel => (byte)(pixel % 2)), shuffled.Labels.ToArray());
        Assert.Equal(shuffled.Pixels.ToArray(), dataset.Shuffled(1).Pixels.ToArray());
        Assert.NotEqual(shuffled.Pixels.ToArray(), dataset.Shuffled(2).Pixels.ToArray());
    }
}
