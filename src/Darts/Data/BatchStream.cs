using System.Diagnostics.CodeAnalysis;
using Darts.Runtime;
using TorchSharp;

namespace Darts.Data;

/// <summary>
/// The images of a split in batches. A pass goes over every image once, in an order of its own; a batch depends on (split, batch size,
/// seed, name, number of the batch) alone, so a stream can be entered anywhere without replaying what came before.
/// </summary>
/// <remarks>
/// Batches are prepared ahead on a background thread, as plain arrays. The tensors are made where the batch is taken, on the consumer's
/// thread, and belong to the dispose scope that is open there.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of batches, not of bytes.")]
public sealed class BatchStream
{
    private readonly string name;
    private readonly long seed;
    private readonly torch.Device device;
    private readonly torch.ScalarType type;
    private readonly ImageTransform transform;

    /// <summary>Makes a stream.</summary>
    /// <param name="split">The images and what is done to them.</param>
    /// <param name="batchSize">Images a batch; the last batch of a pass holds what is left.</param>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="name">Tells this stream's random numbers from those of other streams of the same seed.</param>
    /// <param name="device">Where the tensors are made.</param>
    /// <param name="type">Type of the images.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
    public BatchStream(
        ImageSplit split, int batchSize, long seed, string name, torch.Device device, torch.ScalarType type = torch.ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(device);
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(batchSize), $"batchSize = {batchSize}: a batch has at least 1 image.");

        Split = split;
        BatchSize = batchSize;
        this.seed = seed;
        this.name = name;
        this.device = device;
        this.type = type;
        transform = new(split.Dataset, split.Augmentation);
    }

    /// <summary>The images and what is done to them.</summary>
    public ImageSplit Split { get; }

    /// <summary>Images a batch; the last batch of a pass may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>Batches a pass: the images divided by the batch size, rounded up.</summary>
    public int BatchesPerPass => (Split.Count + BatchSize - 1) / BatchSize;

    /// <summary>How many batches are prepared ahead; it changes no bit of them. 0 prepares each when it is asked for, without a thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int PrefetchDepth
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(PrefetchDepth), $"PrefetchDepth = {value}: 0 (no thread) or more.");
    } = 3;

    /// <summary>One pass over all images, shuffled and augmented.</summary>
    /// <param name="pass">The number of the pass, from 0; each has its own order and its own changes to the images.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pass"/> is negative.</exception>
    public IEnumerable<Batch> Pass(long pass)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pass);
        return Tensors(ring => Shuffled(ring, pass, firstBatch: 0));
    }

    /// <summary>Batches without end: pass after pass, each in a new order.</summary>
    /// <param name="step">The number of the first batch, from 0; <c>From(step)</c> goes on exactly where <c>From(0)</c> is after so many batches.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public IEnumerable<Batch> From(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return Tensors(Endless);

        IEnumerable<HostBatch> Endless(HostBatch[] ring)
        {
            var first = (int)(step % BatchesPerPass);
            for (var pass = step / BatchesPerPass; ; pass++, first = 0)
            {
                foreach (var batch in Shuffled(ring, pass, first))
                    yield return batch;
            }
        }
    }

    /// <summary>One pass in stored order, without augmentation whatever the split's is: for measuring.</summary>
    public IEnumerable<Batch> InOrder() => Tensors(Ordered);

    private IEnumerable<Batch> Tensors(Func<HostBatch[], IEnumerable<HostBatch>> source)
    {
        // Two more than wait: one that is being filled and one that is being copied into tensors.
        var ring = new HostBatch[PrefetchDepth + 2];
        for (var i = 0; i < ring.Length; i++)
            ring[i] = new(Math.Min(BatchSize, Split.Count), Split.Channels, Split.Height, Split.Width);
        foreach (var batch in Prefetch.InBackground(source(ring), PrefetchDepth))
            yield return batch.ToTensors(device, type);
    }

    private IEnumerable<HostBatch> Shuffled(HostBatch[] ring, long pass, int firstBatch)
    {
        var order = RandomStream.For(seed, $"{name}/order", pass).Permutation(Split.Count);
        for (var number = firstBatch; number < BatchesPerPass; number++)
        {
            var batch = ring[(pass * BatchesPerPass + number) % ring.Length];
            Fill(batch, number, position => order[position], (image, output, position) =>
                transform.Apply(image, output, RandomStream.For(seed, $"{name}/augment", pass, position)));
            yield return batch;
        }
    }

    private IEnumerable<HostBatch> Ordered(HostBatch[] ring)
    {
        for (var number = 0; number < BatchesPerPass; number++)
        {
            var batch = ring[number % ring.Length];
            Fill(batch, number, position => position, (image, output, _) => transform.Normalize(image, output));
            yield return batch;
        }
    }

    private delegate void ImageWriter(ReadOnlySpan<byte> image, Span<float> output, int position);

    private void Fill(HostBatch batch, int number, Func<int, int> indexAt, ImageWriter write)
    {
        var start = number * BatchSize;
        batch.Count = Math.Min(BatchSize, Split.Count - start);
        for (var i = 0; i < batch.Count; i++)
        {
            var image = Split.Indices[indexAt(start + i)];
            write(Split.Dataset.Image(image), batch.Image(i), start + i);
            batch.Labels[i] = Split.Dataset.Labels[image];
        }
    }
}
