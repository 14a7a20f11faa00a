using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// Number, mean and sum of squared deviations of some values, never taken from the difference of two large sums: deviations are from a value near the
/// mean, and parts are merged by theirs from the common mean.
/// </summary>
internal struct Moments
{
    private const int Few = 8;

    public double Count;
    public double Mean;
    public double Squares;

    /// <summary>The moments of some pixels. Deviations are taken from the mean of a few of them and, where that lies far off beside them, once more from the mean of all.</summary>
    /// <param name="input">First pixel.</param>
    /// <param name="positions">Number of pixels, few enough to stay in the cache.</param>
    /// <param name="samples">Lanes that hold a sample; the others hold zeros.</param>
    /// <param name="mask">One in those lanes, zero in the others.</param>
    public static unsafe Moments Of<T, V>(T* input, int positions, int samples, V mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        var (few, every) = (V.Load(input), (positions + Few - 1) / Few);
        for (var p = every; p < positions; p += every)
            few += V.Load(input + (nint)p * V.Count);
        var center = double.CreateTruncating(few.Sum()) / (samples * ((positions + every - 1) / every));
        var moments = Around(input, positions, samples, mask, center, out var off);
        return moments.Count * off * off > moments.Squares / 4 ? Around(input, positions, samples, mask, moments.Mean, out _) : moments;
    }

    /// <summary>The moments of every channel.</summary>
    /// <param name="parts">Of parts of them, [part, channel].</param>
    /// <param name="channels">Number of channels.</param>
    public static Moments[] Merge(ReadOnlySpan<Moments> parts, int channels)
    {
        var total = new Moments[channels];
        for (var i = 0; i < parts.Length; i++)
        {
            ref var channel = ref total[i % channels];
            channel.Count += parts[i].Count;
            channel.Mean += parts[i].Count * parts[i].Mean;
        }

        foreach (ref var channel in total.AsSpan())
            channel.Mean /= channel.Count;
        for (var i = 0; i < parts.Length; i++)
        {
            ref var channel = ref total[i % channels];
            var difference = parts[i].Mean - channel.Mean;
            channel.Squares += parts[i].Squares + parts[i].Count * difference * difference;
        }

        return total;
    }

    private static unsafe Moments Around<T, V>(T* input, int positions, int samples, V mask, double center, out double off)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        var (count, rounded) = ((double)positions * samples, T.CreateTruncating(center));
        var (deviations, squares) = Deviations(input, positions, V.Broadcast(rounded), mask);

        // The deviations' mean is what the center is off; taking it off the squares corrects for that.
        off = double.CreateTruncating(deviations) / count;
        return new Moments { Count = count, Mean = double.CreateTruncating(rounded) + off, Squares = double.CreateTruncating(squares) - count * off * off };
    }

    private static unsafe (T deviations, T squares) Deviations<T, V>(T* input, int positions, V center, V mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        V sum = default, squares = default, otherSum = default, otherSquares = default;
        var (i, end) = ((nint)0, (nint)positions * V.Count);
        for (; i + V.Count < end; i += 2 * V.Count)
        {
            V x = (V.Load(input + i) - center) * mask, y = (V.Load(input + i + V.Count) - center) * mask;
            (sum, squares) = (sum + x, V.MultiplyAdd(x, x, squares));
            (otherSum, otherSquares) = (otherSum + y, V.MultiplyAdd(y, y, otherSquares));
        }

        if (i < end)
        {
            var x = (V.Load(input + i) - center) * mask;
            (sum, squares) = (sum + x, V.MultiplyAdd(x, x, squares));
        }

        return ((sum + otherSum).Sum(), (squares + otherSquares).Sum());
    }
}
