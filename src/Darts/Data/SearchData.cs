namespace Darts.Data;

/// <summary>
/// What a search learns from: the images that train the network weights (the paper's training set) and those that train the alphas
/// (its validation set). Both come from the training part of a dataset; the test part takes no part in a search.
/// </summary>
public sealed class SearchData
{
    /// <summary>So many images of a class, all on one side of an even split, are no accident of a shuffled order: the chance is 2^-19.</summary>
    private const int NoAccident = 20;

    /// <summary>Makes search data of two splits of the caller's choice.</summary>
    /// <param name="name">A name for messages and records.</param>
    /// <param name="weights">The images of the weight steps.</param>
    /// <param name="alphas">The images of the alpha steps.</param>
    /// <exception cref="ArgumentException">The splits' images have different shapes or classes, or they share images of one dataset.</exception>
    public SearchData(string name, ImageSplit weights, ImageSplit alphas)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(alphas);
        var (first, second) = (weights.Dataset, alphas.Dataset);
        if ((first.Channels, first.Height, first.Width) != (second.Channels, second.Height, second.Width) || !first.Classes.SequenceEqual(second.Classes))
        {
            throw new ArgumentException(
                $"{first.Name} has images of {first.Channels} x {first.Height} x {first.Width} in {first.Classes.Count} classes, {second.Name} of "
                + $"{second.Channels} x {second.Height} x {second.Width} in {second.Classes.Count}: both splits need the same shape and the same classes.",
                nameof(alphas));
        }

        if (ReferenceEquals(first, second) && weights.Indices.Intersect(alphas.Indices).Count() is > 0 and var shared)
        {
            throw new ArgumentException(
                $"{shared} images are in both splits: alphas are trained on images that the weights never see. Give disjoint indices.", nameof(alphas));
        }

        Name = name;
        Weights = weights;
        Alphas = alphas;
    }

    /// <summary>A name for messages and records.</summary>
    public string Name { get; }

    /// <summary>The images of the weight steps.</summary>
    public ImageSplit Weights { get; }

    /// <summary>The images of the alpha steps, on which the search is validated too.</summary>
    public ImageSplit Alphas { get; }

    /// <summary>The images of both, with the changes of the weights' ones: what the paper's ablations train on.</summary>
    /// <exception cref="InvalidOperationException">They are not of one dataset.</exception>
    public ImageSplit All => ReferenceEquals(Weights.Dataset, Alphas.Dataset)
        ? new(Weights.Dataset, [.. Weights.Indices, .. Alphas.Indices], Weights.Augmentation)
        : throw new InvalidOperationException($"{Name}: both splits must be of one dataset to be trained on together; make one of them (SearchData.Halves).");

    /// <summary>The name of every class.</summary>
    public IReadOnlyList<string> Classes => Weights.Dataset.Classes;

    /// <summary>Channels of an image (C).</summary>
    public int Channels => Weights.Dataset.Channels;

    /// <summary>Rows of an image (H).</summary>
    public int Height => Weights.Dataset.Height;

    /// <summary>Columns of an image (W).</summary>
    public int Width => Weights.Dataset.Width;

    /// <summary>
    /// The authors' split: of N images in stored order, the first <c>floor(trainPortion * N)</c> train the weights and the rest the
    /// alphas. As in their code both halves get the same augmentation, although one of them validates.
    /// </summary>
    /// <param name="dataset">The training part of a dataset, stored in an order in which classes mix.</param>
    /// <param name="trainPortion">The weights' part of the images, above 0 and below 1.</param>
    /// <param name="augmentation">The random changes made to the images; <see cref="Augmentation.Darts"/> if left out.</param>
    /// <param name="cleanAlphas">Whether the second half is only normalised, where the authors augment it like the first.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="trainPortion"/> is not within (0, 1) or leaves one side without images.</exception>
    /// <exception cref="ArgumentException">The images are stored class by class, so that a side would lack whole classes.</exception>
    public static SearchData Halves(ImageDataset dataset, double trainPortion = 0.5, Augmentation? augmentation = null, bool cleanAlphas = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var first = trainPortion is > 0 and < 1 ? (int)Math.Floor(trainPortion * dataset.Count) : 0;
        if (first < 1 || first >= dataset.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(trainPortion),
                $"trainPortion = {trainPortion}: of {dataset.Count} images both sides need at least one; "
                + "the portion lies between 0 and 1 (the authors' is 0.5).");
        }

        RefuseClassesOnOneSide(dataset, first);
        var changes = augmentation ?? Augmentation.Darts;
        return new(
            dataset.Name,
            new(dataset, [.. Enumerable.Range(0, first)], changes),
            new(dataset, [.. Enumerable.Range(first, dataset.Count - first)], cleanAlphas ? Augmentation.None : changes));
    }

    private static void RefuseClassesOnOneSide(ImageDataset dataset, int first)
    {
        for (var label = 0; label < dataset.Classes.Count; label++)
        {
            var before = dataset.Labels[..first].Count((byte)label);
            var after = dataset.Labels[first..].Count((byte)label);
            if (before + after >= NoAccident && (before == 0 || after == 0))
            {
                throw new ArgumentException(
                    $"All {before + after} images of '{dataset.Classes[label]}' lie on one side of the split: {dataset.Name} is stored class by class. "
                    + "Mix it first: SearchData.Halves(dataset.Shuffled(seed), ...).",
                    nameof(dataset));
            }
        }
    }
}
