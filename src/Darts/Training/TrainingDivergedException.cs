namespace Darts.Training;

/// <summary>A loss of a training became infinite or not a number, and there was nothing to go back to.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Makes the exception with the message of a training.</summary>
    /// <param name="message">What happened, where, and what can be done.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public TrainingDivergedException()
    {
    }

    /// <summary>Makes the exception with a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; }
}
