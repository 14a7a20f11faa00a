namespace Darts.Recurrent;

/// <summary>What one epoch of a search on text left: immutable numbers for whoever listens (a chart, a log, a test).</summary>
public sealed record RecurrentSearchEpoch
{
    /// <summary>Number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Number of epochs of the whole search.</summary>
    public required int Epochs { get; init; }

    /// <summary>Learning rate of the weights in this epoch for a full window.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean cross entropy of the weight steps' windows, measured before each step with its dropout, in nats.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Mean cross entropy on the validation text, after the epoch, in nats.</summary>
    public required double ValidLoss { get; init; }

    /// <summary>exp of the training loss.</summary>
    public double TrainPerplexity => Math.Exp(TrainLoss);

    /// <summary>exp of the validation loss.</summary>
    public double ValidPerplexity => Math.Exp(ValidLoss);

    /// <summary>The alphas after the epoch.</summary>
    public required RecurrentAlphas Alphas { get; init; }

    /// <summary>The cell that these alphas derive.</summary>
    public required RecurrentGenotype Genotype { get; init; }

    /// <summary>Time that the epoch took, validation included, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process so far, in bytes.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>Estimated time that the rest of the search takes, in seconds: the mean of the epochs so far times those to come.</summary>
    public required double RemainingSeconds { get; init; }

    /// <summary>One line for a log.</summary>
    public override string ToString() =>
        $"epoch {Epoch}/{Epochs}  lr {LearningRate:0.###}  train perplexity {TrainPerplexity:0.0}  valid perplexity {ValidPerplexity:0.0}  " +
        $"entropy {Alphas.MeanEntropy:0.000}  {Seconds:0.0} s, {RemainingSeconds:0} s left";
}
