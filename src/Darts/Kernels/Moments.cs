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

    /// <summary>The moments of some pixels in two passes: the mean, then the squared deviations from it.</summary>
    /// <param name="input">First pixel.</param>
    /// <param name="positions">Number of pixels, few enough to stay in the cache.</param>
    /// <param name="samples">Lanes that hold a sample; the others hold zeros.</param>
    /// <param name="mask">One in those lanes, zero in the others.</param>
    public static unsafe Moments Of<T, V>(T* input, int positions, int samples, V mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T>
    {
        var end = (nint)positions * V.Count;
        V sum = default, other = default;
        var i = (nint)0;
        for (; i + V.Count < end; i += 2 * V.Count)
        {
            sum += V.Load(input + i);
            other += V.Load(input + i + V.Count);
        }

        if (i < end)
            sum += V.Load(input + i);
        var count = T.CreateTruncating(positions * samples);
        var mean = (sum + other).Sum() / count;

        // The deviations' sum is zero but for the rounding of the mean; taking it off again corrects for that.
        V center = V.Broadcast(mean), deviations = default, squares = default;
        for (i = 0; i < end; i += V.Count)
        {
            var deviation = (V.Load(input + i) - center) * mask;
            deviations += deviation;
            squares = V.MultiplyAdd(deviation, deviation, squares);
        }

        var rest = deviations.Sum() / count;
        return new Moments
        {
            Count = double.CreateTruncating(count),
            Mean = double.CreateTruncating(mean) + double.CreateTruncating(rest),
            Squares = double.CreateTruncating(squares.Sum() - count * rest * rest),
        };
    }
}
