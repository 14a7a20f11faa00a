using Darts.Runtime;

namespace Darts.Data;

/// <summary>
/// CIFAR-100 (Krizhevsky, 2009) in its binary layout: colour images of 32 x 32 in a hundred classes, 50,000 to train and 10,000 to test. A file is a
/// row of records of 3,074 bytes: the label among 20 groups of classes, the label among the hundred, then the red, the green and the blue plane.
/// </summary>
public static class Cifar100
{
    private const int Channels = 3, Size = 32, Count = 100, Groups = 20;
    private const int ImageBytes = Channels * Size * Size;
    private const int RecordBytes = 2 + ImageBytes;

    /// <summary>The folder inside the published archive.</summary>
    internal const string ArchiveFolder = "cifar-100-binary";

    /// <summary>Mean and standard deviation of the 50,000 training images, as they are widely used.</summary>
    public static Normalization Normalization { get; } = new([0.50707516, 0.48654887, 0.44091784], [0.26733429, 0.25643846, 0.27615047]);

    /// <summary>The full set, from where <see cref="DatasetDownload.Cifar100"/> puts it: <c>data/downloads/cifar-100</c>.</summary>
    /// <param name="part">The 50,000 training or the 10,000 test images.</param>
    /// <exception cref="FileNotFoundException">It was not downloaded; the message says how to.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or holds something else.</exception>
    public static ImageDataset Full(DatasetPart part = DatasetPart.Train)
    {
        const string remedy = "Fetch the set with: await DatasetDownload.Cifar100.FetchAsync().";
        var folder = DatasetDownload.Cifar100.FolderIn(RepositoryPaths.Downloads);
        var dataset = Read(folder, part, remedy);
        var count = part == DatasetPart.Train ? 50_000 : 10_000;
        return dataset.Count == count
            ? dataset
            : throw new InvalidDataException($"{folder}: {dataset.Count:N0} images where there are {count:N0} in this set. {remedy}");
    }

    /// <summary>Reads a folder with <c>train.bin</c> and <c>test.bin</c>, and the names in <c>fine_label_names.txt</c> where that file is there.</summary>
    /// <param name="path">The folder, or one that holds <c>cifar-100-binary</c>.</param>
    /// <param name="part">Which of the two files.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or holds something else.</exception>
    public static ImageDataset Read(string path, DatasetPart part = DatasetPart.Train) => Read(path, part, "Put train.bin and test.bin there.");

    private static ImageDataset Read(string folder, DatasetPart part, string remedy)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var inner = Path.Combine(folder, ArchiveFolder);
        if (Directory.Exists(inner))
            folder = inner;
        var file = Path.Combine(folder, part == DatasetPart.Train ? "train.bin" : "test.bin");
        if (!File.Exists(file))
            throw new FileNotFoundException($"{file}: there is no such file. {remedy}", file);
        var bytes = File.ReadAllBytes(file);
        if (bytes.Length == 0 || bytes.Length % RecordBytes != 0)
        {
            throw new InvalidDataException(
                $"{file}: {bytes.Length:N0} bytes are no whole number of records of {RecordBytes:N0} (two labels and an image of {Channels} x {Size} x {Size}): "
                + "it is truncated or no CIFAR-100 file in the binary layout. Put a whole copy in its place.");
        }

        var count = bytes.Length / RecordBytes;
        var (pixels, labels) = (new byte[checked(count * ImageBytes)], new byte[count]);
        for (var i = 0; i < count; i++)
        {
            var record = bytes.AsSpan(i * RecordBytes, RecordBytes);
            if (record[0] >= Groups || record[1] >= Count)
            {
                throw new InvalidDataException(
                    $"{file}: record {i} has labels {record[0]} and {record[1]}: they are 0 to {Groups - 1} and 0 to {Count - 1}. "
                    + "It is damaged or no CIFAR-100 file in the binary layout. Put the right file in its place.");
            }

            labels[i] = record[1];
            record[2..].CopyTo(pixels.AsSpan(i * ImageBytes));
        }

        return new($"CIFAR-100 ({(part == DatasetPart.Train ? "training" : "test")})", Names(folder), Channels, Size, Size, pixels, labels, Normalization);
    }

    private static string[] Names(string folder)
    {
        var file = Path.Combine(folder, "fine_label_names.txt");
        string[] names = File.Exists(file) ? [.. File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)] : [];
        return names.Length == Count ? names : [.. Enumerable.Range(0, Count).Select(label => $"class {label}")];
    }
}
