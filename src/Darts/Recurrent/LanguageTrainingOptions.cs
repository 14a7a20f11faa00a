using Darts.Runtime;

namespace Darts.Recurrent;

/// <summary>The training of a language model from beginning to end; the defaults are the authors' for Penn Treebank.</summary>
public sealed record LanguageTrainingOptions
{
    /// <summary>The authors' values for Penn Treebank.</summary>
    public static LanguageTrainingOptions PennTreebank { get; } = new();

    /// <summary>The authors' values for WikiText-2.</summary>
    public static LanguageTrainingOptions WikiText2 { get; } = new() { WeightDecay = 5e-7 };

    /// <summary>Number of passes over the training text: at most 8,000 in the authors' code, 3,600 in Li and Talwalkar's reproduction.</summary>
    public int Epochs { get; init => field = Option.AtLeast(value, 1, "a training has at least 1 epoch."); } = 8000;

    /// <summary>Stretches that the training text is cut into and read side by side.</summary>
    public int BatchSize { get; init => field = Option.AtLeast(value, 1, "a batch has at least 1 row."); } = 64;

    /// <summary>Stretches that the validation text is cut into.</summary>
    public int ValidationBatchSize { get; init => field = Option.AtLeast(value, 1, "an evaluation reads at least 1 stretch."); } = 10;

    /// <summary>Stretches that the test text is cut into.</summary>
    public int TestBatchSize { get; init => field = Option.AtLeast(value, 1, "an evaluation reads at least 1 stretch."); } = 1;

    /// <summary>Mean words of a window.</summary>
    public int Window { get; init => field = Option.AtLeast(value, 2, "a window has at least 2 words."); } = 35;

    /// <summary>Share of training windows whose mean length is half of that.</summary>
    public double ShortWindows { get; init => field = Option.Within(value, 0, 1, "a share is between 0 and 1."); } = 0.05;

    /// <summary>Standard deviation of the lengths, in words; a length is at least 5 and at most <see cref="Window"/> + 20.</summary>
    public double WindowDeviation { get; init => field = Option.NotNegative(value); } = 5;

    /// <summary>Learning rate of a window of mean length; that of a step is in proportion to the length that was drawn.</summary>
    public double LearningRate { get; init => field = Option.Positive(value); } = 20;

    /// <summary>Weight decay, added to the gradient.</summary>
    public double WeightDecay { get; init => field = Option.NotNegative(value); } = 8e-7;

    /// <summary>Largest norm of the gradient of all weights together.</summary>
    public double GradientClip { get; init => field = Option.Positive(value); } = 0.25;

    /// <summary>Averaging begins when the validation loss exceeds the least one of all but this many last epochs.</summary>
    public int NonMonotone { get; init => field = Option.AtLeast(value, 0, "a number of epochs is 0 or more."); } = 5;

    /// <summary>What a step adds to the cross entropy, and its chunks.</summary>
    public LanguageLossOptions Loss { get; init; } = new();

    /// <summary>Seed of window lengths and dropout masks.</summary>
    public long Seed { get; init; } = 1267;

    /// <summary>
    /// Folder for a checkpoint after every epoch; none when null. A training whose folder holds checkpoints goes on after the newest one and ends
    /// with the bits of a training that was never interrupted.
    /// </summary>
    public string? CheckpointFolder { get; init; }
}
