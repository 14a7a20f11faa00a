namespace Darts.Training;

/// <summary>What one epoch of a retraining left: immutable numbers for whoever listens (a chart, a log, a test).</summary>
public sealed record RetrainingEpoch
{
    /// <summary>Number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Number of epochs of the whole retraining.</summary>
    public required int Epochs { get; init; }

    /// <summary>Learning rate in this epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Probability of drop path in this epoch.</summary>
    public required double DropPathProbability { get; init; }

    /// <summary>Mean of the loss that was descended (label smoothing and auxiliary loss included), measured before each step, in nats.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Accuracy on the training batches, in percent.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Top-5 accuracy on the training batches, in percent.</summary>
    public required double TrainTopFive { get; init; }

    /// <summary>The test or validation images after the epoch; null where they were not measured.</summary>
    public required EvaluationResult? Test { get; init; }

    /// <summary>Time that the epoch took, the measurement included, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process so far, in bytes.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>Estimated time that the rest of the retraining takes, in seconds: the mean of the epochs so far times those to come.</summary>
    public required double RemainingSeconds { get; init; }

    /// <summary>One line for a log.</summary>
    public override string ToString() =>
        $"epoch {Epoch}/{Epochs}  lr {LearningRate:0.0000}  drop path {DropPathProbability:0.000}  train loss {TrainLoss:0.000} acc {TrainAccuracy:0.0} %  " +
        (Test is null ? "" : $"test loss {Test.Loss:0.000} acc {Test.TopOne:0.0} %  ") + $"{Seconds:0.0} s, {RemainingSeconds:0} s left";
}
