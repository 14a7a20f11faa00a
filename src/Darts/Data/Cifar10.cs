using Darts.Runtime;

namespace Darts.Data;

/// <summary>
/// CIFAR-10 (Krizhevsky, 2009) in its binary layout: colour images of 32 x 32 in ten classes, 50,000 to train and 10,000 to test. A file
/// is a row of records of 3,073 bytes: the label, then the red, the green and the blue plane.
/// </summary>
public static class Cifar10
{
    private const int Channels = 3, Size = 32;
    private const int ImageBytes = Channels * Size * Size;
    private const int RecordBytes = 1 + ImageBytes;

    /// <summary>The folder inside the published archive.</summary>
    internal const string ArchiveFolder = "cifar-10-batches-bin";

    /// <summary>The names of the ten classes, in the order of the labels.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>The authors' figures for the 50,000 training images.</summary>
    public static Normalization Normalization { get; } =
        new([0.49139968, 0.48215827, 0.44653124], [0.24703233, 0.24348505, 0.26158768]);

    /// <summary>The full set, from where <see cref="DatasetDownload.Cifar10"/> puts it: <c>data/downloads/cifar-10</c>.</summary>
    /// <param name="part">The 50,000 training or the 10,000 test images.</param>
    /// <exception cref="FileNotFoundException">It was not downloaded; the message says how to.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or holds something else.</exception>
    public static ImageDataset Full(DatasetPart part = DatasetPart.Train)
    {
        const string remedy = "Fetch the set with: await DatasetDownload.Cifar10.FetchAsync().";
        var folder = DatasetDownload.Cifar10.FolderIn(RepositoryPaths.Downloads);
        var dataset = Read(folder, part, remedy);
        var count = part == DatasetPart.Train ? 50_000 : 10_000;
        return dataset.Count == count
            ? dataset
            : throw new InvalidDataException($"{folder}: {dataset.Count:N0} images where there are {count:N0} in this set. {remedy}");
    }

    /// <summary>Reads a folder with <c>data_batch_1.bin</c>, ... and <c>test_batch.bin</c>, or one file.</summary>
    /// <param name="path">The folder (or one that holds <c>cifar-10-batches-bin</c>), or a file in the same layout under any name.</param>
    /// <param name="part">Of a folder: the <c>data_batch_*.bin</c> in the order of their names, or <c>test_batch.bin</c>.</param>
    /// <exception cref="FileNotFoundException">There are no such files.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or holds something else.</exception>
    public static ImageDataset Read(string path, DatasetPart part = DatasetPart.Train)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? ReadFiles(path)
            : Read(path, part, "Put data_batch_1.bin to data_batch_5.bin and test_batch.bin there.");
    }

    /// <summary>Reads some files, one after the other, into one dataset.</summary>
    /// <param name="files">Files in the binary layout.</param>
    /// <exception cref="ArgumentException">There are no files.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or holds something else.</exception>
    public static ImageDataset ReadFiles(params IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return ReadFiles("CIFAR-10", files);
    }

    private static ImageDataset Read(string folder, DatasetPart part, string remedy)
    {
        var inner = Path.Combine(folder, ArchiveFolder);
        if (Directory.Exists(inner))
            folder = inner;
        var pattern = part == DatasetPart.Train ? "data_batch_*.bin" : "test_batch.bin";
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
        if (files.Length == 0)
            throw new FileNotFoundException($"{Path.Combine(folder, pattern)}: there are no such files. {remedy}", Path.Combine(folder, pattern));
        Array.Sort(files, StringComparer.Ordinal);
        return ReadFiles($"CIFAR-10 ({(part == DatasetPart.Train ? "training" : "test")})", files);
    }

    private static ImageDataset ReadFiles(string name, IReadOnlyList<string> files)
    {
        if (files.Count == 0)
            throw new ArgumentException("No files: give at least one.", nameof(files));
        var counts = files.Select(CountRecords).ToArray();
        var pixels = new byte[checked(counts.Sum() * ImageBytes)];
        var labels = new byte[counts.Sum()];
        var next = 0;
        for (var i = 0; i < files.Count; i++)
            next = ReadRecords(files[i], counts[i], pixels, labels, next);
        return new(name, Classes, Channels, Size, Size, pixels, labels, Normalization);
    }

    private static int CountRecords(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        if (file.Length == 0 || file.Length % RecordBytes != 0)
        {
            throw new InvalidDataException(
                $"{path}: {file.Length:N0} bytes are no whole number of records of {RecordBytes:N0} (a label and an image of {Channels} x {Size} x {Size}): "
                + "it is truncated or no CIFAR-10 file in the binary layout. Put a whole copy in its place.");
        }

        return checked((int)(file.Length / RecordBytes));
    }

    private static int ReadRecords(string path, int count, byte[] pixels, byte[] labels, int next)
    {
        using var file = File.OpenRead(path);
        Span<byte> record = stackalloc byte[RecordBytes];
        for (var i = 0; i < count; i++, next++)
        {
            file.ReadExactly(record);
            if (record[0] >= Classes.Count)
            {
                throw new InvalidDataException(
                    $"{path}: record {i} has label {record[0]}: labels are 0 to {Classes.Count - 1}. It is no CIFAR-10 file in the binary layout (or damaged). Put the right file in its place.");
            }

            labels[next] = record[0];
            record[1..].CopyTo(pixels.AsSpan(next * ImageBytes));
        }

        return next;
    }
}
