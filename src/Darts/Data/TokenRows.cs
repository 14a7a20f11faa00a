using static TorchSharp.torch;

namespace Darts.Data;

/// <summary>
/// A text cut into B stretches of equal length that are read side by side: column j of [rows, B] is the j-th stretch, what is left at the end of
/// the text is dropped (the authors' batching rule). Windows of it are what a language model reads.
/// </summary>
public sealed class TokenRows : IDisposable
{
    private readonly Tensor tokens;
    private readonly string name;

    /// <summary>Cuts a text.</summary>
    /// <param name="text">Numbers of words.</param>
    /// <param name="batchSize">Number of stretches B.</param>
    /// <param name="device">Where windows are made; the CPU when null.</param>
    /// <param name="name">What the text is, for messages.</param>
    /// <exception cref="ArgumentException">The text is too short for so many stretches.</exception>
    public TokenRows(IReadOnlyList<int> text, int batchSize, Device? device = null, string name = "a text")
    {
        ArgumentNullException.ThrowIfNull(text);
        this.name = name;
        if (batchSize < 1)
            throw new ArgumentException($"Batch size = {batchSize}: a window has at least 1 row.", nameof(batchSize));
        Count = text.Count / batchSize;
        BatchSize = batchSize;
        if (Count < 2)
        {
            throw new ArgumentException(
                $"Batch size = {batchSize}: {name} of {text.Count:N0} words gives {Count} words a row, and at least 2 are needed (a word and the one that follows it). "
                + $"Use a batch size of {Math.Max(1, text.Count / 2)} at most, or a longer text.", nameof(batchSize));
        }

        using var scope = NewDisposeScope();
        var numbers = text.Take(Count * batchSize).Select(number => (long)number).ToArray();
        tokens = tensor(numbers, ScalarType.Int64, CPU).view(batchSize, Count).t().contiguous().to(device ?? CPU).DetachFromDisposeScope();
    }

    /// <summary>Number of rows: words of each stretch.</summary>
    public int Count { get; }

    /// <summary>Number of stretches B.</summary>
    public int BatchSize { get; }

    /// <summary>The whole text as numbers, [rows, B].</summary>
    public Tensor Tokens => tokens;

    /// <summary>The window that starts at a row; it ends early where the text does, since every word needs one that follows it.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="length">Its length T.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no window there.</exception>
    public TextWindow Window(int start, int length)
    {
        if (start < 0 || start >= Count - 1 || length < 1)
            throw new ArgumentOutOfRangeException(nameof(start), $"Window of {length} at row {start}: windows have at least 1 word and start in rows 0 to {Count - 2}.");
        var end = start + LengthAt(start, length);
        return new TextWindow(tokens[start..end], tokens[(start + 1)..(end + 1)]);
    }

    /// <summary>Start and length of the windows that an evaluation reads: one after the other over the whole text.</summary>
    /// <param name="length">Length of a window; the last one may be shorter.</param>
    public IEnumerable<(int start, int length)> Windows(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        for (var start = 0; start < Count - 1; start += length)
            yield return (start, LengthAt(start, length));
    }

    /// <summary>Refuses windows that the text does not fill even once.</summary>
    /// <param name="length">Length of a window.</param>
    internal void CheckHolds(int length)
    {
        if (length > Count - 1)
        {
            throw new ArgumentException(
                $"Window = {length}: {name} gives {Count} words a row with a batch size of {BatchSize}, so a window has at most {Count - 1}. Use shorter windows, a smaller batch or a longer text.");
        }
    }

    /// <summary>Frees the tensor.</summary>
    public void Dispose() => tokens.Dispose();

    private int LengthAt(int start, int length) => Math.Min(length, Count - 1 - start);
}
