using Darts.Data;

namespace Darts.Tests.Data;

public sealed class FashionMnistTests : IDisposable
{
    private const int Size = 28 * 28;

    private readonly TemporaryFolder folder = new();
    private readonly byte[] pixels = TestFiles.Random(3 * Size);
    private readonly byte[] images;
    private readonly byte[] labels = TestFiles.Idx([3], [9, 0, 4]);

    public FashionMnistTests() => images = TestFiles.Idx([3, 28, 28], pixels);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, ".gz")]
    [InlineData(false, "")]
    [InlineData(true, "")] // what counts is the content
    public void Images_are_read_with_or_without_gzip_and_padded_with_zeros(bool zipped, string extension)
    {
        folder.Write("train-images-idx3-ubyte" + extension, zipped ? TestFiles.Zip(images) : images);
        folder.Write("train-labels-idx1-ubyte" + extension, zipped ? TestFiles.Zip(labels) : labels);

        var dataset = FashionMnist.Read(folder.Path);

        Assert.Equal((3, 1, 32, 32), (dataset.Count, dataset.Channels, dataset.Height, dataset.Width));
        Assert.Equal([9, 0, 4], dataset.Labels.ToArray());
        for (var image = 0; image < 3; image++)
        {
            for (var row = 0; row < 32; row++)
            {
                for (var column = 0; column < 32; column++)
                {
                    var inside = row is >= 2 and < 30 && column is >= 2 and < 30;
                    Assert.Equal(inside ? pixels[image * Size + (row - 2) * 28 + column - 2] : 0, dataset.Image(image)[row * 32 + column]);
                }
            }
        }
    }

    [Fact]
    public void The_test_part_has_its_own_files()
    {
        folder.Write("t10k-images-idx3-ubyte", images);
        folder.Write("t10k-labels-idx1-ubyte", labels);

        Assert.Equal(3, FashionMnist.Read(folder.Path, DatasetPart.Test).Count);
        var error = Assert.Throws<FileNotFoundException>(() => FashionMnist.Read(folder.Path));
        Assert.Contains(folder["train-images-idx3-ubyte.gz"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_refused_with_its_sizes() =>
        Refused(images[..^1], labels, "images", "truncated: holds 2,351 of the 2,352 values", "Delete it");

    [Fact]
    public void A_file_that_ends_within_its_header_is_refused() =>
        Refused(images[..10], labels, "images", "ends after 10 of the 16 bytes of its header");

    [Fact]
    public void A_file_that_goes_on_is_refused() =>
        Refused([.. images, 0], labels, "images", "goes on after the 2,352 values");

    [Fact]
    public void An_empty_file_is_refused() =>
        Refused([], labels, "images", "starts with '' where an IDX file");

    [Fact]
    public void A_foreign_file_is_refused_with_what_it_starts_with() =>
        Refused("<html>"u8.ToArray(), labels, "images", "starts with '3C68746D'", "'00000803'");

    [Fact]
    public void Labels_in_place_of_images_are_refused() =>
        Refused(labels, labels, "images", "starts with '00000801'");

    [Fact]
    public void Images_in_place_of_labels_are_refused() =>
        Refused(images, images, "labels", "starts with '00000803'", "'00000801'");

    [Fact]
    public void A_header_with_an_absurd_size_is_refused_before_memory_is_taken() =>
        Refused([0, 0, 8, 3, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 28, 0, 0, 0, 28], labels, "images", "2 GB in all at most");

    [Fact]
    public void Counts_that_disagree_are_refused() =>
        Refused(images, TestFiles.Idx([2], [1, 2]), "labels", "2 labels for the 3 images of", "Take both from one source");

    [Fact]
    public void A_label_out_of_range_is_refused_with_its_place() =>
        Refused(images, TestFiles.Idx([3], [1, 10, 2]), "labels", "label 1 is 10: labels are 0 to 9");

    [Fact]
    public void Images_of_another_size_are_refused() =>
        Refused(TestFiles.Idx([3, 32, 32], new byte[3 * 1024]), labels, "images", "images of 32 x 32: those of Fashion-MNIST are 28 x 28");

    [Theory]
    [InlineData(1)] // within the trailer
    [InlineData(8)] // without the trailer
    [InlineData(500)]
    public void A_truncated_gzip_file_is_refused(int missing) =>
        Refused(TestFiles.Zip(images)[..^missing], labels, "images", "truncated", "Delete it");

    [Fact]
    public void A_damaged_gzip_file_is_refused_although_its_size_is_right()
    {
        // Random pixels are stored, not compressed: a changed byte shows in the checksum alone.
        var zipped = TestFiles.Zip(images);
        zipped[zipped.Length / 2] ^= 0x10;

        Refused(zipped, labels, "images", "damaged or truncated gzip data", "Delete it");
    }

    private void Refused(byte[] imageFile, byte[] labelFile, string culprit, params string[] parts)
    {
        var paths = (Images: folder.Write("some-images", imageFile), Labels: folder.Write("some-labels", labelFile));

        var error = Assert.Throws<InvalidDataException>(() => FashionMnist.ReadFiles(paths.Images, paths.Labels));

        Assert.StartsWith(culprit == "images" ? paths.Images : paths.Labels, error.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
