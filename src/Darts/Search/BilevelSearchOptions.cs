using Darts.Runtime;

namespace Darts.Search;

/// <summary>A search from beginning to end; the defaults are the authors' for CIFAR-10.</summary>
public sealed record BilevelSearchOptions
{
    /// <summary>Number of passes over the images of the weight steps.</summary>
    public int Epochs { get; init => field = Option.AtLeast(value, 1, "a search has at least 1 epoch."); } = 50;

    /// <summary>Images of a training batch and of a validation batch.</summary>
    public int BatchSize { get; init => field = Option.AtLeast(value, 2, "batch norm needs at least 2 images in a batch."); } = 64;

    /// <summary>
    /// Largest number of images in one pass, for small memories: gradients of a batch are accumulated over chunks of this size, each normalised
    /// by its own statistics. A batch is taken at once when null.
    /// </summary>
    public int? ChunkSize { get; init => field = value is null ? null : Option.AtLeast(value.Value, 2, "batch norm needs at least 2 images in a chunk."); }

    /// <summary>What the alphas learn from: the method, or one of the paper's two ablations, which need first order.</summary>
    public AlphaTraining AlphaTraining { get; init; }

    /// <summary>How the alphas are trained.</summary>
    public ArchitectOptions Architect { get; init; } = new();

    /// <summary>How the weights are trained.</summary>
    public WeightOptimizerOptions Optimizer { get; init; } = new();

    /// <summary>
    /// Whether the validation after an epoch normalises by each batch's own statistics, as the paper says (section A.1.1), and not by the
    /// running ones as the authors' code does.
    /// </summary>
    public bool ValidatesWithBatchStatistics { get; init; }

    /// <summary>Seed of the order and the augmentation of the images, and of whatever an operation draws.</summary>
    public long Seed { get; init; } = 2;

    /// <summary>
    /// Folder for a checkpoint after every epoch; none when null. A search whose folder holds checkpoints goes on after the newest one and ends
    /// with the bits of a search that was never interrupted.
    /// </summary>
    public string? CheckpointFolder { get; init; }
}
