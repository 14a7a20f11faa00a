using Darts.Cells;
using Darts.Genotypes;

namespace Darts.Search;

/// <summary>What one epoch of a search left: immutable numbers for whoever listens (a chart, a log, a test).</summary>
public sealed record SearchEpoch
{
    /// <summary>Number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Number of epochs of the whole search.</summary>
    public required int Epochs { get; init; }

    /// <summary>Learning rate of the weights in this epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean cross entropy of the weight steps' batches, measured before each step, in nats.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Accuracy on the weight steps' batches, in percent.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Mean cross entropy on the half that trains the alphas, after the epoch, in nats.</summary>
    public required double ValidLoss { get; init; }

    /// <summary>Accuracy on the half that trains the alphas, after the epoch, in percent.</summary>
    public required double ValidAccuracy { get; init; }

    /// <summary>Alphas of the normal cell after the epoch.</summary>
    public required CellAlphas Normal { get; init; }

    /// <summary>Alphas of the reduction cell after the epoch.</summary>
    public required CellAlphas Reduction { get; init; }

    /// <summary>The architecture that these alphas derive.</summary>
    public required Genotype Genotype { get; init; }

    /// <summary>Time that the epoch took, validation included, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process so far, in bytes.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>Estimated time that the rest of the search takes, in seconds: the mean of the epochs so far times those to come.</summary>
    public required double RemainingSeconds { get; init; }

    /// <summary>One line for a log.</summary>
    public override string ToString() =>
        $"epoch {Epoch}/{Epochs}  lr {LearningRate:0.0000}  train loss {TrainLoss:0.000} acc {TrainAccuracy:0.0} %  " +
        $"valid loss {ValidLoss:0.000} acc {ValidAccuracy:0.0} %  entropy {Normal.MeanEntropy:0.000}/{Reduction.MeanEntropy:0.000}  " +
        $"{Seconds:0.0} s, {RemainingSeconds:0} s left";
}
