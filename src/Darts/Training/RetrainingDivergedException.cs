namespace Darts.Training;

/// <summary>The loss of a retraining became infinite or not a number; the retraining stopped and its last good checkpoint is kept.</summary>
public sealed class RetrainingDivergedException : Exception
{
    /// <summary>Makes the exception with the message of a retraining.</summary>
    /// <param name="message">What happened, where, and what can be done.</param>
    public RetrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public RetrainingDivergedException()
    {
    }

    /// <summary>Makes the exception with a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public RetrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>The step of that epoch, from 1.</summary>
    public int Step { get; init; }
}
