using Darts.Runtime;
using Darts.Search;

namespace Darts.Recurrent;

/// <summary>A search on text from beginning to end; the defaults are the authors' for Penn Treebank.</summary>
public sealed record RecurrentSearchOptions
{
    /// <summary>Number of passes over the training text.</summary>
    public int Epochs { get; init => field = Option.AtLeast(value, 1, "a search has at least 1 epoch."); } = 50;

    /// <summary>Stretches that the training and the validation text are cut into and read side by side.</summary>
    public int BatchSize { get; init => field = Option.AtLeast(value, 2, "batch norm needs at least 2 rows in a batch."); } = 256;

    /// <summary>Stretches that the validation text is cut into when the search is validated.</summary>
    public int EvaluationBatchSize { get; init => field = Option.AtLeast(value, 1, "an evaluation reads at least 1 stretch."); } = 10;

    /// <summary>Words of a window; gradients go no further back.</summary>
    public int Window { get; init => field = Option.AtLeast(value, 2, "a window has at least 2 words."); } = 35;

    /// <summary>Share of training windows that have half the length, so that windows do not end at the same words in every epoch.</summary>
    public double ShortWindows { get; init => field = Option.Within(value, 0, 1, "a share is between 0 and 1."); } = 0.05;

    /// <summary>How the alphas are trained.</summary>
    public ArchitectOptions Architect { get; init; } = ArchitectOptions.Recurrent;

    /// <summary>How the weights are trained. The learning rate is that of a full window and is scaled by the length that was drawn for a step.</summary>
    public WeightOptimizerOptions Optimizer { get; init; } = new() { LearningRate = 20, MinimumLearningRate = 20, Momentum = 0, WeightDecay = 5e-7, GradientClip = 0.25 };

    /// <summary>What the weight step adds to the cross entropy, and its chunks.</summary>
    public LanguageLossOptions Loss { get; init; } = new();

    /// <summary>Seed of window lengths and dropout masks.</summary>
    public long Seed { get; init; } = 3;

    /// <summary>
    /// Folder for a checkpoint after every epoch; none when null. A search whose folder holds checkpoints goes on after the newest one and ends
    /// with the bits of a search that was never interrupted.
    /// </summary>
    public string? CheckpointFolder { get; init; }
}
