namespace Darts.Data;

/// <summary>Some images of a dataset and what is done to each when it is fed to a network.</summary>
public sealed class ImageSplit : IImageSource
{
    private readonly Lazy<string> fingerprint;

    /// <summary>Makes a split.</summary>
    /// <param name="dataset">Where the images are.</param>
    /// <param name="indices">Which images, in which order.</param>
    /// <param name="augmentation">The random changes made to them.</param>
    /// <exception cref="ArgumentException">There are no indices, or one names no image.</exception>
    public ImageSplit(ImageDataset dataset, IReadOnlyList<int> indices, Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(augmentation);
        if (indices.Count == 0)
            throw new ArgumentException($"A split of {dataset.Name} without images: give at least one index.", nameof(indices));
        foreach (var index in indices)
        {
            if ((uint)index >= (uint)dataset.Count)
                throw new ArgumentException($"Index {index}: {dataset.Name} has images 0 to {dataset.Count - 1}.", nameof(indices));
        }

        Dataset = dataset;
        Indices = [.. indices];
        Augmentation = augmentation;
        fingerprint = new(() => Data.Fingerprint.Of($"{Dataset.Fingerprint} {Dataset.Normalization} {string.Join(' ', Indices)}"));
    }

    /// <summary>Where the images are.</summary>
    public ImageDataset Dataset { get; }

    /// <summary>Which images of the dataset, in stored order.</summary>
    public IReadOnlyList<int> Indices { get; }

    /// <summary>The random changes made to each image.</summary>
    public Augmentation Augmentation { get; }

    /// <summary>Number of images.</summary>
    public int Count => Indices.Count;

    /// <inheritdoc />
    public string Name => Dataset.Name;

    /// <inheritdoc />
    public IReadOnlyList<string> Classes => Dataset.Classes;

    /// <inheritdoc />
    public int Channels => Dataset.Channels;

    /// <inheritdoc />
    public int Height => Dataset.Height;

    /// <inheritdoc />
    public int Width => Dataset.Width;

    /// <inheritdoc />
    public string Fingerprint => fingerprint.Value;

    /// <inheritdoc />
    public string Changes => Augmentation.ToString();

    /// <inheritdoc />
    public IEnumerable<Batch> Pass(BatchRequest request, long pass) => Stream(request).Pass(pass);

    /// <inheritdoc />
    public IEnumerable<Batch> InOrder(BatchRequest request) => Stream(request).InOrder();

    /// <summary>All images of a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="augmentation">The random changes made to the images; none if left out.</param>
    public static ImageSplit All(ImageDataset dataset, Augmentation? augmentation = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new(dataset, [.. Enumerable.Range(0, dataset.Count)], augmentation ?? Augmentation.None);
    }

    /// <summary>The same images with other changes made to them.</summary>
    /// <param name="augmentation">The changes.</param>
    public ImageSplit With(Augmentation augmentation) => new(Dataset, Indices, augmentation);

    private BatchStream Stream(BatchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(this, request.BatchSize, request.Seed, request.Stream, request.Device, request.Type);
    }
}
