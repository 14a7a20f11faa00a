using Darts.Runtime;

namespace Darts.Data;

/// <summary>Labelled images in memory, as bytes <c>[N, C, H, W]</c>, with what is needed to feed them to a network. It never changes.</summary>
public sealed class ImageDataset
{
    private readonly byte[] pixels;
    private readonly byte[] labels;
    private readonly Lazy<string> fingerprint;

    /// <summary>Makes a dataset; it keeps the two arrays, which the caller no longer writes to.</summary>
    /// <param name="name">A name for messages and records.</param>
    /// <param name="classes">The name of every class; a label is an index into it.</param>
    /// <param name="channels">C.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="pixels">The images one after the other, each channel by channel, each row by row.</param>
    /// <param name="labels">The class of every image.</param>
    /// <param name="normalization">What turns pixels into the network's input, one mean and deviation a channel.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together or a label names no class.</exception>
    public ImageDataset(
        string name, IReadOnlyList<string> classes, int channels, int height, int width, byte[] pixels, byte[] labels, Normalization normalization)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(normalization);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (classes.Count is < 1 or > 256)
            throw new ArgumentException($"{classes.Count} classes: a dataset has 1 to 256.", nameof(classes));
        if (pixels.Length != (long)labels.Length * channels * height * width)
        {
            throw new ArgumentException(
                $"{pixels.Length:N0} pixels and {labels.Length:N0} labels: every label needs an image of {channels} x {height} x {width} pixels.",
                nameof(pixels));
        }

        if (labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classes.Count - 1)) is >= 0 and var bad)
            throw new ArgumentException($"Image {bad} has label {labels[bad]}: labels are 0 to {classes.Count - 1}, one for each class.", nameof(labels));
        if (normalization.Channels != channels)
        {
            throw new ArgumentException(
                $"A normalisation of {normalization.Channels} channels for images of {channels}: give one mean and deviation a channel.",
                nameof(normalization));
        }

        Name = name;
        Classes = [.. classes];
        Channels = channels;
        Height = height;
        Width = width;
        Normalization = normalization;
        this.pixels = pixels;
        this.labels = labels;
        fingerprint = new(() => Data.Fingerprint.Of(pixels, labels));
    }

    /// <summary>A name for messages and records.</summary>
    public string Name { get; }

    /// <summary>The name of every class, in the order of the labels.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Channels of an image (C).</summary>
    public int Channels { get; }

    /// <summary>Rows of an image (H).</summary>
    public int Height { get; }

    /// <summary>Columns of an image (W).</summary>
    public int Width { get; }

    /// <summary>What turns pixels into the network's input.</summary>
    public Normalization Normalization { get; }

    /// <summary>Number of images (N).</summary>
    public int Count => labels.Length;

    /// <summary>Values of one image: C * H * W.</summary>
    public int ImageSize => Channels * Height * Width;

    /// <summary>12 hexadecimal digits that other pixels or labels, or another order, do not have (of their SHA-256): what a checkpoint knows its data by.</summary>
    public string Fingerprint => fingerprint.Value;

    /// <summary>The label of every image.</summary>
    public ReadOnlySpan<byte> Labels => labels;

    /// <summary>All pixels, <c>[N, C, H, W]</c>.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>The pixels of one image, <c>[C, H, W]</c>.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return pixels.AsSpan(index * ImageSize, ImageSize);
    }

    /// <summary>A dataset of some of the images, in the order given.</summary>
    /// <param name="indices">Which images; each 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ImageDataset Select(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var selected = new byte[checked(indices.Count * ImageSize)];
        var selectedLabels = new byte[indices.Count];
        for (var i = 0; i < indices.Count; i++)
        {
            Image(indices[i]).CopyTo(selected.AsSpan(i * ImageSize));
            selectedLabels[i] = labels[indices[i]];
        }

        return new(Name, Classes, Channels, Height, Width, selected, selectedLabels, Normalization);
    }

    /// <summary>The first images of every class, the same number of each, in their stored order: a small dataset that stays balanced.</summary>
    /// <param name="perClass">How many images of every class.</param>
    /// <exception cref="ArgumentException">A class has fewer images, or <paramref name="perClass"/> is less than 1.</exception>
    public ImageDataset TakePerClass(int perClass)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perClass, 1);
        var taken = new int[Classes.Count];
        var indices = new List<int>();
        for (var i = 0; i < Count; i++)
        {
            if (taken[labels[i]]++ < perClass)
                indices.Add(i);
        }

        for (var label = 0; label < taken.Length; label++)
        {
            if (taken[label] < perClass)
            {
                throw new ArgumentException(
                    $"perClass = {perClass}: '{Classes[label]}' of {Name} has {taken[label]} images. Take that many or fewer.", nameof(perClass));
            }
        }

        return Select(indices);
    }

    /// <summary>The same images in a random order; for sets that are stored class by class.</summary>
    /// <param name="seed">The order is drawn from it.</param>
    public ImageDataset Shuffled(long seed) => Select(RandomStream.For(seed, "dataset order").Permutation(Count));
}
