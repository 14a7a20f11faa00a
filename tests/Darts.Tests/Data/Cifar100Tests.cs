using Darts.Data;

namespace Darts.Tests.Data;

public sealed class Cifar100Tests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("cifar-100-binary/")]
    public void A_record_is_two_labels_and_three_planes(string inner)
    {
        var records = Records((3, 77), (19, 0));
        folder.Write(inner + "train.bin", records);
        folder.Write(inner + "test.bin", Records((0, 99)));

        var dataset = Cifar100.Read(folder.Path);

        Assert.Equal((2, 3, 32, 32, 100), (dataset.Count, dataset.Channels, dataset.Height, dataset.Width, dataset.Classes.Count));
        Assert.Equal([77, 0], dataset.Labels.ToArray());
        Assert.Equal(records[2..3074], dataset.Image(0).ToArray());
        Assert.Equal(records[3076..], dataset.Image(1).ToArray());
        Assert.Equal("class 77", dataset.Classes[77]);
        Assert.Equal([99], Cifar100.Read(folder.Path, DatasetPart.Test).Labels.ToArray());
    }

    [Fact]
    public void The_names_of_the_classes_are_those_of_the_file_beside()
    {
        folder.Write("train.bin", Records((0, 1)));
        folder.Write("fine_label_names.txt", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 100).Select(i => $"name{i}")) + "\n\n"));
        Assert.Equal("name1", Cifar100.Read(folder.Path).Classes[1]);
    }

    [Theory]
    [InlineData(0, 100, "record 0 has labels 0 and 100")]
    [InlineData(20, 5, "record 0 has labels 20 and 5")]
    public void A_label_out_of_range_is_refused(byte group, byte label, string message)
    {
        folder.Write("train.bin", Records((group, label)));
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Cifar100.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_and_missing_files_are_refused()
    {
        folder.Write("train.bin", new byte[3073]);
        Assert.Contains("3,073 bytes are no whole number of records", Assert.Throws<InvalidDataException>(() => Cifar100.Read(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("test.bin: there is no such file", Assert.Throws<FileNotFoundException>(() => Cifar100.Read(folder.Path, DatasetPart.Test)).Message, StringComparison.Ordinal);
    }

    private static byte[] Records(params (byte group, byte label)[] labels)
    {
        var random = new Random(1);
        var bytes = new byte[labels.Length * 3074];
        random.NextBytes(bytes);
        for (var i = 0; i < labels.Length; i++)
            (bytes[i * 3074], bytes[i * 3074 + 1]) = labels[i];
        return bytes;
    }
}
