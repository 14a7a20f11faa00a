using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Darts.Runtime;

/// <summary>
/// A small counter-based random generator (SplitMix64): the <c>i</c>-th number depends on the seed and on <c>i</c> alone, so a stream
/// can be opened anywhere, by anyone, and gives the same bits on every machine and in every process.
/// </summary>
/// <remarks>
/// Modulo 2^64, for seed <c>s</c> and <c>i = 0, 1, ...</c>:
/// <code>
/// z = s + (i + 1) * 0x9E3779B97F4A7C15
/// z = (z xor (z >> 30)) * 0xBF58476D1CE4E5B9
/// z = (z xor (z >> 27)) * 0x94D049BB133111EB
/// z =  z xor (z >> 31)
/// </code>
/// What is drawn for one purpose (the order of an epoch, the crop of an image) takes a stream of its own through <see cref="For"/>;
/// so nothing that is drawn depends on what was drawn before it, and resuming needs no generator state. One stream is not for
/// several threads.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A stream of random numbers, not of bytes.")]
public sealed class RandomStream
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private readonly ulong seed;

    /// <summary>Opens the stream of a seed.</summary>
    /// <param name="seed">Any 64 bits.</param>
    public RandomStream(ulong seed) => this.seed = seed;

    /// <summary>How many numbers were drawn; set it to draw from anywhere in the stream.</summary>
    public ulong Position { get; set; }

    /// <summary>
    /// The stream of one purpose: <c>RandomStream.For(seed, "order", epoch)</c>. Every key picks one number of the stream so far as the
    /// seed of the next, so other purposes and other keys give unrelated streams.
    /// </summary>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="purpose">What is drawn; a text of the caller's choice.</param>
    /// <param name="keys">Where it is drawn: an epoch, a position, ...</param>
    public static RandomStream For(long seed, string purpose, params ReadOnlySpan<long> keys)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var state = At((ulong)seed, Hash(purpose));
        foreach (var key in keys)
            state = At(state, (ulong)key);
        return new(state);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64() => At(seed, Position++);

    /// <summary>The next number of [0, 1): the upper 53 of the next 64 bits, divided by 2^53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next integer of [0, <paramref name="upper"/>): <c>floor(u * upper)</c> with <c>u</c> from <see cref="NextDouble"/>.</summary>
    /// <param name="upper">One more than the largest integer drawn.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="upper"/> is less than 1.</exception>
    public int NextInt(int upper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(upper, 1);
        return (int)(NextDouble() * upper);
    }

    /// <summary>Shuffles in place (Fisher-Yates, from the last item down): every order is equally likely.</summary>
    /// <param name="items">The items to shuffle.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>The numbers 0 .. <paramref name="count"/> - 1 in a random order.</summary>
    /// <param name="count">How many numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var numbers = new int[count];
        for (var i = 0; i < count; i++)
            numbers[i] = i;
        Shuffle<int>(numbers);
        return numbers;
    }

    private static ulong At(ulong seed, ulong index)
    {
        var z = seed + (index + 1) * Step;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>FNV-1a over the text's UTF-8 bytes; <see cref="string.GetHashCode()"/> differs from process to process.</summary>
    private static ulong Hash(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var value in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ value) * 0x100000001B3;
        return hash;
    }
}
