using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using Darts.Runtime;

namespace Darts.Data;

/// <summary>
/// Images in files, a folder for each class as in ImageNet: <c>train/n01440764/*.JPEG</c>, ... Classes and files are taken in the order of their names.
/// Files are decoded in parallel, ahead of the training step, each time they are needed.
/// </summary>
public sealed class ImageFolder : IImageSource
{
    private readonly (string path, int label)[] files;
    private readonly ConcurrentDictionary<string, string> corrupt = [];
    private readonly Lazy<string> fingerprint;

    private ImageFolder(string path, IReadOnlyList<string> classes, (string path, int label)[] files, ImageFolderOptions options)
    {
        (Folder, Classes, this.files, Options) = (path, classes, files, options);
        fingerprint = new(() => Data.Fingerprint.Of($"{options.Normalization} {string.Join('\n', files.Select(file => $"{file.label} {Path.GetRelativePath(path, file.path).Replace('\\', '/')}"))}"));
    }

    /// <summary>Mean and standard deviation of ImageNet's training images, as everybody uses them.</summary>
    public static Normalization ImageNetNormalization { get; } = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What is done to the images.</summary>
    public ImageFolderOptions Options { get; }

    /// <inheritdoc />
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <inheritdoc />
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc />
    public int Channels => 3;

    /// <inheritdoc />
    public int Height => Options.Size;

    /// <inheritdoc />
    public int Width => Options.Size;

    /// <inheritdoc />
    public int Count => files.Length;

    /// <inheritdoc />
    public string Fingerprint => fingerprint.Value;

    /// <inheritdoc />
    public string Changes =>
        $"crops of {Options.SmallestArea} to 1, aspect {Options.LargestAspect}, flip {Options.Flip}, {Options.Jitter}, size {Options.Size}, measured at {Options.ResizedSide}";

    /// <summary>The files so far that could not be decoded, with what was wrong.</summary>
    public IReadOnlyDictionary<string, string> Corrupt => corrupt;

    /// <summary>Lists the files of a folder; none is opened yet.</summary>
    /// <param name="path">The folder that holds the class folders.</param>
    /// <param name="options">What is done to the images.</param>
    /// <param name="classes">The classes of the training folder, so that labels mean the same here; those that are found when null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There are no class folders, one has no images, or one is not among <paramref name="classes"/>.</exception>
    /// <exception cref="IOException">A class folder cannot be read; the message names it.</exception>
    public static ImageFolder Open(string path, ImageFolderOptions? options = null, IReadOnlyList<string>? classes = null) =>
        Open(path, options, classes, folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));

    /// <summary>The same with another way to list the files of a class folder.</summary>
    internal static ImageFolder Open(string path, ImageFolderOptions? options, IReadOnlyList<string>? classes, Func<string, IEnumerable<string>> list)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"'{path}': there is no such folder. Give the folder that holds a folder for each class.");
        string[] found = [.. Directory.GetDirectories(path).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
        if (found.Length == 0)
            throw new InvalidDataException($"'{path}' has no class folders: images lie in a folder for each class (CLASS/IMAGE.jpg).");
        var names = classes ?? found;
        if (found.Except(names).FirstOrDefault() is { } strange)
            throw new InvalidDataException($"'{Path.Combine(path, strange)}': '{strange}' is not among the {names.Count} classes. {Suggestion.For(strange, names.Take(20))}");

        var files = new List<(string, int)>();
        for (var label = 0; label < names.Count; label++)
        {
            // A class of the training images may have no folder here, but a folder has images.
            if (!found.Contains(names[label]))
                continue;
            var images = Images(Path.Combine(path, names[label]), list);
            if (images.Length == 0)
                throw new InvalidDataException($"'{Path.Combine(path, names[label])}' has no images (.jpg, .jpeg, .png): put some there, or take the folder away.");
            files.AddRange(images.Select(image => (image, label)));
        }

        return files.Count > 0 ? new ImageFolder(path, names, [.. files], options ?? new ImageFolderOptions())
            : throw new InvalidDataException($"'{path}' has no images (.jpg, .jpeg, .png) of the {names.Count} classes.");
    }

    /// <inheritdoc />
    /// <exception cref="InvalidDataException">A file cannot be decoded, where <see cref="CorruptImages.Fail"/> was asked for, or none of them can be.</exception>
    public IEnumerable<Batch> Pass(BatchRequest request, long pass)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(pass);
        var order = RandomStream.For(request.Seed, $"{request.Stream}/order", pass).Permutation(Count);
        return Batches(request, position => order[position], (path, target, position) =>
            Augment(path, target, RandomStream.For(request.Seed, $"{request.Stream}/augment", pass, position)));
    }

    /// <inheritdoc />
    /// <exception cref="InvalidDataException">A file cannot be decoded, where <see cref="CorruptImages.Fail"/> was asked for, or none of them can be.</exception>
    public IEnumerable<Batch> InOrder(BatchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Batches(request, position => position, (path, target, _) => Measure(path, target));
    }

    private delegate void Reader(string path, Span<float> target, int position);

    private IEnumerable<Batch> Batches(BatchRequest request, Func<int, int> indexAt, Reader read)
    {
        // Two more than wait: one that is being filled and one that is being copied into tensors.
        var ring = new HostBatch[Options.PrefetchDepth + 2];
        for (var i = 0; i < ring.Length; i++)
            ring[i] = new(Math.Min(request.BatchSize, Count), Channels, Height, Width);
        var any = false;
        foreach (var batch in Prefetch.InBackground(Fill(ring, request.BatchSize, indexAt, read), Options.PrefetchDepth))
        {
            any = true;
            yield return batch.ToTensors(request.Device, request.Type);
        }

        if (!any)
            throw new InvalidDataException($"None of the {Count} images in '{Folder}' can be decoded: {Corrupt.First().Value}");
    }

    private IEnumerable<HostBatch> Fill(HostBatch[] ring, int batchSize, Func<int, int> indexAt, Reader read)
    {
        var next = 0;
        for (var start = 0; start < Count; start += batchSize)
        {
            var batch = ring[next % ring.Length];
            var decoded = new bool[Math.Min(batchSize, Count - start)];
            try
            {
                Parallel.For(0, decoded.Length, new ParallelOptions { MaxDegreeOfParallelism = Options.Threads ?? Environment.ProcessorCount }, i =>
                    decoded[i] = TryRead(batch, i, files[indexAt(start + i)], start + i, read));
            }
            catch (AggregateException error) when (error.InnerException is InvalidDataException corruptFile)
            {
                throw new InvalidDataException(corruptFile.Message, corruptFile);
            }

            batch.Count = 0;
            for (var i = 0; i < decoded.Length; i++)
            {
                if (decoded[i] && batch.Count++ is var place && place < i)
                    batch.Move(i, place);
            }

            if (batch.Count == 0)
                continue;
            next++;
            yield return batch;
        }
    }

    private bool TryRead(HostBatch batch, int place, (string path, int label) file, int position, Reader read)
    {
        try
        {
            read(file.path, batch.Image(place), position);
            batch.Labels[place] = file.label;
            return true;
        }
        catch (InvalidDataException error) when (Options.Corrupt == CorruptImages.Skip)
        {
            corrupt.TryAdd(file.path, error.Message);
            return false;
        }
    }

    private void Augment(string path, Span<float> target, RandomStream random)
    {
        using var image = ImageFile.Decode(path);
        var window = CropWindow.Random(image.Width, image.Height, Options.SmallestArea, Options.LargestAspect, random);
        var mirrored = random.NextDouble() < 0.5 && Options.Flip;
        ImageFile.Scale(image, window, Options.Size, target, mirrored);
        Options.Jitter.Apply(target, random);
        Normalize(target);
    }

    private void Measure(string path, Span<float> target)
    {
        using var image = ImageFile.Decode(path);
        ImageFile.Scale(image, CropWindow.Middle(image.Width, image.Height, Options.Size, Options.ResizedSide), Options.Size, target, mirrored: false);
        Normalize(target);
    }

    private void Normalize(Span<float> image)
    {
        var plane = Options.Size * Options.Size;
        for (var channel = 0; channel < Channels; channel++)
        {
            var (scale, shift) = ((float)(1 / (255 * Options.Normalization.Deviation[channel])), (float)(-Options.Normalization.Mean[channel] / Options.Normalization.Deviation[channel]));
            var values = image.Slice(channel * plane, plane);
            foreach (ref var vector in MemoryMarshal.Cast<float, Vector<float>>(values))
                vector = vector * scale + new Vector<float>(shift);
            foreach (ref var value in values[^(values.Length % Vector<float>.Count)..])
                value = value * scale + shift;
        }
    }

    private static string[] Images(string folder, Func<string, IEnumerable<string>> list)
    {
        try
        {
            return [.. list(folder).Where(ImageFile.IsImage).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"'{folder}' cannot be read: {error.Message} Repair it or change its permissions, or take the folder away.", error);
        }
    }
}
