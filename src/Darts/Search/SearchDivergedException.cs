namespace Darts.Search;

/// <summary>A loss of a search became infinite or not a number; the search stopped and its last good checkpoint is kept.</summary>
public sealed class SearchDivergedException : Exception
{
    /// <summary>Makes the exception with the message of a search.</summary>
    /// <param name="message">What happened, where, and what can be done.</param>
    public SearchDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public SearchDivergedException()
    {
    }

    /// <summary>Makes the exception with a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public SearchDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>The step of that epoch, from 1.</summary>
    public int Step { get; init; }
}
