using Darts.Data;

namespace Darts.Tests.Data;

public sealed class Cifar10Tests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_record_is_a_label_and_three_planes()
    {
        var records = Records(4, 9);
        var path = folder.Write("two.bin", records);

        var dataset = Cifar10.Read(path);

        Assert.Equal((2, 3, 32, 32), (dataset.Count, dataset.Channels, dataset.Height, dataset.Width));
        Assert.Equal([4, 9], dataset.Labels.ToArray());
        Assert.Equal(records[1..3073], dataset.Image(0).ToArray());
        Assert.Equal(records[3074..], dataset.Image(1).ToArray());
        Assert.Equal(["deer", "truck"], [dataset.Classes[4], dataset.Classes[9]]);
        Assert.Equal(0.44653124, dataset.Normalization.Mean[2]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cifar-10-batches-bin/")]
    public void A_folder_gives_its_training_batches_in_order_and_its_test_batch(string inner)
    {
        folder.Write(inner + "data_batch_2.bin", Records(2, 3));
        folder.Write(inner + "data_batch_1.bin", Records(1));
        folder.Write(inner + "test_batch.bin", Records(7));
        folder.Write(inner + "batches.meta.txt", []);

        Assert.Equal([1, 2, 3], Cifar10.Read(folder.Path).Labels.ToArray());
        Assert.Equal([7], Cifar10.Read(folder.Path, DatasetPart.Test).Labels.ToArray());
    }

    [Fact]
    public void A_folder_without_the_files_is_refused_with_their_names()
    {
        var error = Assert.Throws<FileNotFoundException>(() => Cifar10.Read(folder.Path));

        Assert.Contains(folder["data_batch_*.bin"], error.Message, StringComparison.Ordinal);
        Assert.Contains("Put data_batch_1.bin", error.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Cifar10.Read(folder["missing"]));
        Assert.Throws<FileNotFoundException>(() => Cifar10.ReadFiles(folder["missing.bin"]));
        Assert.Throws<ArgumentException>(() => Cifar10.ReadFiles());
    }

    [Theory]
    [InlineData(3072)]
    [InlineData(6147)]
    [InlineData(0)]
    public void A_file_that_is_no_whole_number_of_records_is_refused(int length)
    {
        var path = folder.Write("cut.bin", new byte[length]);

        var error = Assert.Throws<InvalidDataException>(() => Cifar10.Read(path));

        Assert.StartsWith($"{path}: {length:N0} bytes are no whole number of records of 3,073", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_out_of_range_is_refused_with_its_place()
    {
        var path = folder.Write("foreign.bin", Records(0, 10));

        var error = Assert.Throws<InvalidDataException>(() => Cifar10.Read(path));

        Assert.StartsWith($"{path}: record 1 has label 10: labels are 0 to 9", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Records(params byte[] labels) =>
        [.. labels.SelectMany(label => (byte[])[label, .. TestFiles.Random(3072, label)])];
}
