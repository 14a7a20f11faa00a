using Darts.Runtime;
using Darts.Search;

namespace Darts.Training;

/// <summary>A retraining from beginning to end; the defaults are the authors' for CIFAR-10 (section A.2.1 of the paper), cutout being the data's (<see cref="Data.Augmentation.Retraining"/>).</summary>
public sealed record RetrainingOptions
{
    /// <summary>The authors' recipe for CIFAR-10: 600 epochs of 96 images, cosine from 0.025 to 0, drop path 0.2.</summary>
    public static RetrainingOptions Cifar { get; } = new();

    /// <summary>
    /// The authors' recipe for ImageNet (section A.2.3): 250 epochs of 128 images, 0.1 times 0.97 after every epoch, weight decay 3e-5, label
    /// smoothing 0.1, no drop path.
    /// </summary>
    public static RetrainingOptions ImageNet { get; } = new()
    {
        Epochs = 250,
        BatchSize = 128,
        LearningRate = 0.1,
        DecayFactor = 0.97,
        WeightDecay = 3e-5,
        LabelSmoothing = 0.1,
        DropPathProbability = 0,
    };

    /// <summary>Number of passes over the training images.</summary>
    public int Epochs { get; init => field = Option.AtLeast(value, 1, "a retraining has at least 1 epoch."); } = 600;

    /// <summary>Images of a training batch.</summary>
    public int BatchSize { get; init => field = Option.AtLeast(value, 2, "batch norm needs at least 2 images in a batch."); } = 96;

    /// <summary>
    /// Largest number of images in one pass, for small memories: gradients of a batch are accumulated over chunks of this size, each normalised
    /// by its own statistics; a last image that would be alone goes with the chunk before it. A batch is taken at once when null.
    /// </summary>
    public int? ChunkSize { get; init => field = value is null ? null : Option.AtLeast(value.Value, 2, "batch norm needs at least 2 images in a chunk."); }

    /// <summary>Learning rate of the first epoch.</summary>
    public double LearningRate { get; init => field = Option.Positive(value); } = 0.025;

    /// <summary>What the cosine schedule approaches.</summary>
    public double MinimumLearningRate { get; init => field = Option.NotNegative(value); }

    /// <summary>Step-wise decay in place of the cosine: the learning rate is multiplied with this after every <see cref="DecayPeriod"/> epochs.</summary>
    public double? DecayFactor { get; init => field = value is null ? null : Option.Within(value.Value, 1e-6, 1, "a learning rate decays by a factor between 0 and 1."); }

    /// <summary>Epochs from one decay to the next.</summary>
    public int DecayPeriod { get; init => field = Option.AtLeast(value, 1, "the learning rate decays after 1 epoch or more."); } = 1;

    /// <summary>Momentum of the SGD.</summary>
    public double Momentum { get; init => field = Option.Within(value, 0, 0.999999, "a momentum is 0 or more and less than 1."); } = 0.9;

    /// <summary>Weight decay, added to the gradient.</summary>
    public double WeightDecay { get; init => field = Option.NotNegative(value); } = 3e-4;

    /// <summary>Largest norm of the gradient of all weights together, the auxiliary head's included.</summary>
    public double GradientClip { get; init => field = Option.Positive(value); } = 5;

    /// <summary>Probability p of drop path, which grows as p e / epochs (<see cref="DropPathSchedule"/>).</summary>
    public double DropPathProbability { get; init => field = Option.Within(value, 0, 0.999999, "a path is dropped with a probability of 0 or more and less than 1."); } = 0.2;

    /// <summary>Weight of the auxiliary head's loss.</summary>
    public double AuxiliaryWeight { get; init => field = Option.NotNegative(value); } = 0.4;

    /// <summary>The part of the target that is given to all classes alike, in training alone (<see cref="Training.LabelSmoothing"/>).</summary>
    public double LabelSmoothing { get; init => field = Option.Within(value, 0, 1, "a part between 0 and 1 is given to all classes."); }

    /// <summary>Epochs from one measurement on the test or validation images to the next; the last epoch is always measured.</summary>
    public int EpochsPerTest { get; init => field = Option.AtLeast(value, 1, "test images are measured after 1 epoch or more."); } = 1;

    /// <summary>Seed of the order and the augmentation of the images, and of drop path; the first weights have the network's.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Folder for a checkpoint after every epoch; none when null. A retraining whose folder holds checkpoints goes on after the newest one and ends
    /// with the bits of one that was never interrupted.
    /// </summary>
    public string? CheckpointFolder { get; init; }

    internal LearningRateSchedule Schedule =>
        DecayFactor is { } factor ? new StepSchedule(LearningRate, factor, DecayPeriod) : new CosineSchedule(LearningRate, MinimumLearningRate, Epochs);

    internal WeightOptimizerOptions Optimizer => new() { LearningRate = LearningRate, Momentum = Momentum, WeightDecay = WeightDecay, GradientClip = GradientClip };
}
