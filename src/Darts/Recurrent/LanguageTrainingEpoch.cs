namespace Darts.Recurrent;

/// <summary>What one epoch of a language model's training left.</summary>
public sealed record LanguageTrainingEpoch
{
    /// <summary>Number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Number of epochs of the whole training.</summary>
    public required int Epochs { get; init; }

    /// <summary>Mean cross entropy of the steps' windows, measured before each step with its dropout, in nats; not a number where the epoch was rolled back.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Mean cross entropy on the validation text, after the epoch, of the averaged weights where there are any, in nats.</summary>
    public required double ValidLoss { get; init; }

    /// <summary>exp of the training loss.</summary>
    public double TrainPerplexity => Math.Exp(TrainLoss);

    /// <summary>exp of the validation loss.</summary>
    public double ValidPerplexity => Math.Exp(ValidLoss);

    /// <summary>The least validation loss so far, that of the weights which are kept as the best.</summary>
    public required double BestValidLoss { get; init; }

    /// <summary>Whether the weights of this epoch were averaged.</summary>
    public required bool Averaging { get; init; }

    /// <summary>Whether a loss was not finite, so that the best weights so far were put back.</summary>
    public required bool RolledBack { get; init; }

    /// <summary>Time that the epoch took, validation included, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process so far, in bytes.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>Estimated time that the rest takes, in seconds: the mean of the epochs so far times those to come.</summary>
    public required double RemainingSeconds { get; init; }

    /// <summary>One line for a log.</summary>
    public override string ToString() => RolledBack
        ? $"epoch {Epoch}/{Epochs}  a loss was not finite: back to the best weights, valid perplexity {Math.Exp(BestValidLoss):0.00}"
        : $"epoch {Epoch}/{Epochs}  {(Averaging ? "averaged SGD" : "SGD")}  train perplexity {TrainPerplexity:0.0}  valid perplexity {ValidPerplexity:0.00} " +
            $"(best {Math.Exp(BestValidLoss):0.00})  {Seconds:0.0} s, {RemainingSeconds:0} s left";
}
