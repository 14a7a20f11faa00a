using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// Number, mean and sum of squared deviations of some values. Parts are merged by the formula of Chan, Golub and LeVeque, which never takes
/// the difference of two large sums.
/// </summary>
internal struct Moments
{
    public double Count;
    public double Mean;
    public double Squares;

    /// <summary>Merges other values.</summary>
    /// <param name="other">Their moments.</param>
    public void Add(in Moments other)
    {
        if (other.Count == 0)
            return;
        var total = Count + other.Count;
        var difference = other.Mean - Mean;
        Mean += difference * other.Count / total;
        Squares += other.Squares + difference * difference * Count * other.Count / total;
        Count = total;
    }

    /// <summary>
    /// Adds some pixels: their deviations from the mean of what is there already, or, where nothing is, from their own mean, for which they are read
    /// twice.
    /// </summary>
    /// <param name="input">First pixel.</param>
    /// <param name="positions">Number of pixels, few enough to stay in the cache.</param>
    /// <param name="samples">Lanes that hold a sample; the others hold zeros.</param>
    /// <param name="mask">One in those lanes, zero in the others.</param>
    public unsafe void Add<T, V>(T* input, int positions, int samples, V mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        var count = (double)positions * samples;
        var center = Count > 0 ? T.CreateTruncating(Mean) : T.CreateTruncating(double.CreateTruncating(Sum<T, V>(input, positions)) / count);
        var (deviations, squares) = Deviations(input, positions, V.Broadcast(center), mask);

        // The deviations' mean is what the center is off; taking it off the squares corrects for that.
        var rest = double.CreateTruncating(deviations) / count;
        Add(new Moments { Count = count, Mean = double.CreateTruncating(center) + rest, Squares = double.CreateTruncating(squares) - count * rest * rest });
    }

    private static unsafe T Sum<T, V>(T* input, int positions)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        V sum = default;
        for (var end = input + (nint)positions * V.Count; input < end; input += V.Count)
            sum += V.Load(input);
        return sum.Sum();
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
