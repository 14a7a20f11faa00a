using Darts.Runtime;

namespace Darts.Data;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): grey images of clothing in ten classes, 60,000 to train and 10,000 to test. The
/// images of 28 x 28 are padded with zeros to 32 x 32, since a search network halves its maps twice and the authors' sizes are
/// those of CIFAR-10.
/// </summary>
public static class FashionMnist
{
    private const int StoredSize = 28;
    private const int Padding = 2;

    /// <summary>The names of the ten classes, in the order of the labels.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Mean and standard deviation of all pixels of the 60,000 training images after padding to 32 x 32.</summary>
    public static Normalization Normalization { get; } = new([0.21899983206954657], [0.331811372999959]);

    /// <summary>
    /// The sample that ships with the kit, in <c>data/fashion-mnist-sample</c>: 1,000 training or 200 test images of every class, in
    /// a mixed order.
    /// </summary>
    /// <param name="part">The 10,000 training or the 2,000 test images.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or holds something else.</exception>
    public static ImageDataset Sample(DatasetPart part = DatasetPart.Train) =>
        Read("Fashion-MNIST sample", Path.Combine(RepositoryPaths.Data, "fashion-mnist-sample"), part, part == DatasetPart.Train ? 10_000 : 2_000,
            "It ships with the kit: take it from version control (git checkout -- data/fashion-mnist-sample).");

    /// <summary>The full set, from where <see cref="DatasetDownload.FashionMnist"/> puts it: <c>data/downloads/fashion-mnist</c>.</summary>
    /// <param name="part">The 60,000 training or the 10,000 test images.</param>
    /// <exception cref="FileNotFoundException">It was not downloaded; the message says how to.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or holds something else.</exception>
    public static ImageDataset Full(DatasetPart part = DatasetPart.Train) =>
        Read("Fashion-MNIST", DatasetDownload.FashionMnist.FolderIn(RepositoryPaths.Downloads), part, part == DatasetPart.Train ? 60_000 : 10_000,
            "Fetch the set with: await DatasetDownload.FashionMnist.FetchAsync().");

    /// <summary>
    /// Reads the four usual files of a folder (<c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-...</c>), with
    /// or without <c>.gz</c>.
    /// </summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="part">Which two of them to read.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, holds something else, or the two do not belong together.</exception>
    public static ImageDataset Read(string folder, DatasetPart part = DatasetPart.Train)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Read("Fashion-MNIST", folder, part, count: null, "Put the file there, with or without .gz.");
    }

    /// <summary>Reads one file of images and one of labels.</summary>
    /// <param name="images">IDX, <c>[N, 28, 28]</c>, as it is or inside gzip.</param>
    /// <param name="labels">IDX, <c>[N]</c>, as it is or inside gzip.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, holds something else, or the two do not belong together.</exception>
    public static ImageDataset ReadFiles(string images, string labels)
    {
        ArgumentException.ThrowIfNullOrEmpty(images);
        ArgumentException.ThrowIfNullOrEmpty(labels);
        return Read("Fashion-MNIST", images, labels);
    }

    private static ImageDataset Read(string name, string folder, DatasetPart part, int? count, string remedy)
    {
        var prefix = part == DatasetPart.Train ? "train" : "t10k";
        var images = Find($"{prefix}-images-idx3-ubyte");
        var dataset = Read($"{name} ({(part == DatasetPart.Train ? "training" : "test")})", images, Find($"{prefix}-labels-idx1-ubyte"));
        return count is null || dataset.Count == count
            ? dataset
            : throw new InvalidDataException($"{images}: {dataset.Count:N0} images where there are {count:N0} in this set. {remedy}");

        string Find(string file)
        {
            var path = Path.Combine(folder, file);
            return File.Exists(path + ".gz") ? path + ".gz"
                : File.Exists(path) ? path
                : throw new FileNotFoundException($"{path}.gz: there is no such file. {remedy}", path + ".gz");
        }
    }

    private static ImageDataset Read(string name, string imagesPath, string labelsPath)
    {
        var images = IdxFile.Read(imagesPath, dimensions: 3);
        if (images.Shape is not [var count, StoredSize, StoredSize])
        {
            throw new InvalidDataException(
                $"{imagesPath}: images of {images.Shape[1]} x {images.Shape[2]}: those of Fashion-MNIST are {StoredSize} x {StoredSize}. Put the right file in its place.");
        }

        var labels = IdxFile.Read(labelsPath, dimensions: 1);
        if (labels.Shape[0] != count)
        {
            throw new InvalidDataException(
                $"{labelsPath}: {labels.Shape[0]:N0} labels for the {count:N0} images of {imagesPath}: the two files do not belong together. Take both from one source.");
        }

        if (labels.Values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Classes.Count - 1)) is >= 0 and var bad)
            throw new InvalidDataException($"{labelsPath}: label {bad} is {labels.Values[bad]}: labels are 0 to {Classes.Count - 1}. Put the right file in its place.");

        const int size = StoredSize + 2 * Padding;
        return new(name, Classes, channels: 1, size, size, Pad(images.Values, count), labels.Values, Normalization);
    }

    private static byte[] Pad(byte[] images, int count)
    {
        const int size = StoredSize + 2 * Padding;
        var padded = new byte[checked(count * size * size)];
        for (var line = 0; line < count * StoredSize; line++)
        {
            var (image, row) = (line / StoredSize, line % StoredSize);
            images.AsSpan(line * StoredSize, StoredSize).CopyTo(padded.AsSpan((image * size + row + Padding) * size + Padding));
        }

        return padded;
    }
}
