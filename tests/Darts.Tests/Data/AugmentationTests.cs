using System.Text.Json;
using Darts.Data;
using Darts.Runtime;

namespace Darts.Tests.Data;

public class AugmentationTests
{
    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(4, false, 0)]
    [InlineData(0, true, 0)]
    [InlineData(4, true, 0)]
    [InlineData(9, true, 0)] // more padding than image
    [InlineData(2, true, 3)]
    [InlineData(4, true, 16)]
    public void Crop_flip_normalisation_and_cutout_are_those_of_the_naive_way(int padding, bool flip, int cutout)
    {
        var dataset = TestFiles.Dataset(1);
        var augmentation = new Augmentation { CropPadding = padding, Flip = flip, Cutout = cutout };
        var transform = new ImageTransform(dataset, augmentation);
        var output = new float[dataset.ImageSize];
        for (ulong seed = 0; seed < 200; seed++)
        {
            transform.Apply(dataset.Image(0), output, new RandomStream(seed));
            Assert.Equal(Naive(dataset, augmentation, new RandomStream(seed)), output);
        }
    }

    [Fact]
    public void The_authors_defaults_are_padding_4_flips_and_no_cutout()
    {
        Assert.Equal((4, true, 0), (Augmentation.Darts.CropPadding, Augmentation.Darts.Flip, Augmentation.Darts.Cutout));
        Assert.Equal((0, false, 0), (Augmentation.None.CropPadding, Augmentation.None.Flip, Augmentation.None.Cutout));
    }

    [Fact]
    public void Every_shift_and_both_flips_come_up_equally_often()
    {
        // A single bright pixel in the middle of 9 x 9: where it lands tells the shift.
        var pixels = new byte[81];
        pixels[40] = 255;
        pixels[41] = 100; // to its right, or to its left once flipped
        var dataset = new ImageDataset("point", ["a"], 1, 9, 9, pixels, [0], new([0], [1]));
        var transform = new ImageTransform(dataset, new() { CropPadding = 2 });
        var counts = new Dictionary<(int Place, bool Flipped), int>();
        var output = new float[81];
        for (ulong seed = 0; seed < 50_000; seed++)
        {
            transform.Apply(dataset.Image(0), output, new RandomStream(seed));
            var place = Array.IndexOf(output, 1f);
            var key = (place, output[place - 1] > 0);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(50, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 840, 1_160));
    }

    [Fact]
    public void Switching_cutout_on_leaves_crop_and_flip_as_they_were()
    {
        var dataset = TestFiles.Dataset(1, height: 12, width: 12);
        float[] plain = new float[dataset.ImageSize], cut = new float[dataset.ImageSize];
        new ImageTransform(dataset, Augmentation.Darts).Apply(dataset.Image(0), plain, new RandomStream(5));
        new ImageTransform(dataset, Augmentation.Darts with { Cutout = 4 }).Apply(dataset.Image(0), cut, new RandomStream(5));

        Assert.Contains(0f, cut);
        Assert.All(plain.Zip(cut), pair => Assert.True(pair.Second == 0 || pair.First == pair.Second));
    }

    [Fact]
    public void The_cutout_square_is_that_of_the_golden_case()
    {
        var folder = Path.Combine(RepositoryPaths.Root, "tests", "golden", "8_utils", "cutout");
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        var masks = File.ReadAllBytes(Path.Combine(folder, "arrays.safetensors"));
        var data = 8 + (int)BitConverter.ToUInt64(masks);
        var cases = golden.RootElement.GetProperty("rows").EnumerateArray().Zip(golden.RootElement.GetProperty("arrays").EnumerateArray()).ToArray();

        Assert.Equal(8, cases.Length);
        foreach (var (row, array) in cases)
        {
            int Number(string name) => row.GetProperty(name).GetInt32();
            var image = Enumerable.Repeat(1f, 2 * 32 * 32).ToArray();
            Cutout.Erase(image, 32, 32, Number("length"), Number("center_y"), Number("center_x"));

            var mask = masks.AsSpan(data + array.GetProperty("offset").GetInt32(), 32 * 32).ToArray().Select(value => (float)value).ToArray();
            Assert.Equal(Number("zero_count"), mask.Count(value => value == 0));
            Assert.Equal(mask, image[..1024]);
            Assert.Equal(mask, image[1024..]);
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        var padding = Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation { CropPadding = -1 });
        var cutout = Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation { Cutout = -2 });

        Assert.StartsWith("CropPadding = -1", padding.Message, StringComparison.Ordinal);
        Assert.StartsWith("Cutout = -2", cutout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_another_size_is_refused()
    {
        var transform = new ImageTransform(TestFiles.Dataset(1), Augmentation.None);
        Assert.Throws<ArgumentException>(() => transform.Apply(new byte[91], new float[90], new RandomStream(1)));
        Assert.Throws<ArgumentException>(() => transform.Apply(new byte[90], new float[89], new RandomStream(1)));
    }

    /// <summary>Pads, crops, mirrors, normalises and cuts out pixel by pixel, as one would write it down.</summary>
    private static float[] Naive(ImageDataset dataset, Augmentation augmentation, RandomStream random)
    {
        var (channels, height, width, padding) = (dataset.Channels, dataset.Height, dataset.Width, augmentation.CropPadding);
        var top = random.NextInt(2 * padding + 1);
        var left = random.NextInt(2 * padding + 1);
        var flip = random.NextDouble() < 0.5 && augmentation.Flip;
        var (y, x, half) = (random.NextInt(height), random.NextInt(width), augmentation.Cutout / 2);

        var padded = new byte[channels, height + 2 * padding, width + 2 * padding];
        for (var i = 0; i < dataset.ImageSize; i++)
            padded[i / width / height, i / width % height + padding, i % width + padding] = dataset.Image(0)[i];

        var output = new float[dataset.ImageSize];
        for (var i = 0; i < output.Length; i++)
        {
            var (channel, row, column) = (i / width / height, i / width % height, i % width);
            var value = padded[channel, top + row, left + (flip ? width - 1 - column : column)];
            var hole = row >= y - half && row < y + half && column >= x - half && column < x + half;
            output[i] = hole ? 0 : (float)((value / 255.0 - dataset.Normalization.Mean[channel]) / dataset.Normalization.Deviation[channel]);
        }

        return output;
    }
}
