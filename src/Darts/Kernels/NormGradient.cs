using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// The gradient of a batch norm, n = (y - mean) / deviation, from two sums over a channel: of the upstream gradient g, and of g * (y - mean).
/// The second, divided by the deviation, is also the gradient for the weight that the operation has in its edge.
/// </summary>
internal static unsafe class NormGradient<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>The sums of g * (y - mean) over pixels for several maps y, one a lane.</summary>
    /// <remarks>Eight pixels of g are taken at once, so that it is read once, however many maps there are.</remarks>
    /// <param name="upstream">First pixel of g, zero in lanes without a sample.</param>
    /// <param name="maps">Addresses of the maps' first pixels.</param>
    /// <param name="steps">Of every map the numbers from one pixel to the next.</param>
    /// <param name="means">Of every map.</param>
    /// <param name="sums">Of every map.</param>
    /// <param name="count">Number of maps.</param>
    /// <param name="positions">Number of pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dots(T* upstream, nint* maps, nint* steps, V* means, V* sums, int count, int positions)
    {
        var others = stackalloc V[count];
        for (var t = 0; t < count; t++)
            (sums[t], others[t]) = (default, default);
        var p = 0;
        for (; p + 8 <= positions; p += 8, upstream += 8 * V.Count)
        {
            V g0 = V.Load(upstream), g1 = V.Load(upstream + V.Count), g2 = V.Load(upstream + 2 * V.Count), g3 = V.Load(upstream + 3 * V.Count);
            V g4 = V.Load(upstream + 4 * V.Count), g5 = V.Load(upstream + 5 * V.Count), g6 = V.Load(upstream + 6 * V.Count), g7 = V.Load(upstream + 7 * V.Count);
            for (var t = 0; t < count; t++)
            {
                var (mean, step) = (means[t], steps[t]);
                var y = (T*)maps[t] + p * step;
                for (var i = 0; i < 8; i++)
                    Ahead.Fetch(y + (Ahead.Pixels + i) * step);
                V even = sums[t], odd = others[t];
                even = V.MultiplyAdd(g0, V.Load(y) - mean, even);
                odd = V.MultiplyAdd(g1, V.Load(y += step) - mean, odd);
                even = V.MultiplyAdd(g2, V.Load(y += step) - mean, even);
                odd = V.MultiplyAdd(g3, V.Load(y += step) - mean, odd);
                even = V.MultiplyAdd(g4, V.Load(y += step) - mean, even);
                odd = V.MultiplyAdd(g5, V.Load(y += step) - mean, odd);
                even = V.MultiplyAdd(g6, V.Load(y += step) - mean, even);
                odd = V.MultiplyAdd(g7, V.Load(y + step) - mean, odd);
                (sums[t], others[t]) = (even, odd);
            }
        }

        for (; p < positions; p++, upstream += V.Count)
        {
            for (var t = 0; t < count; t++)
                sums[t] = V.MultiplyAdd(V.Load(upstream), V.Load((T*)maps[t] + p * steps[t]) - means[t], sums[t]);
        }

        for (var t = 0; t < count; t++)
            sums[t] += others[t];
    }

    /// <summary>The scalar twin of <see cref="Dots"/> for one map: the sum over all lanes.</summary>
    public static T ScalarDot(T* upstream, T* output, nint outputStep, T mean, int positions)
    {
        var sum = T.Zero;
        for (var i = 0; i < positions * V.Count; i++)
            sum += upstream[i] * (output[i / V.Count * outputStep + i % V.Count] - mean);
        return sum;
    }

    /// <summary>
    /// The gradient for y, target = gradientFactor * g + outputFactor * y + constant, the factors of a channel being those of
    /// <see cref="NormFactors"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(T* upstream, T* output, V gradientFactor, V outputFactor, V constant, T* target, int positions)
    {
        for (var i = (nint)0; i < (nint)positions * V.Count; i += V.Count)
        {
            Ahead.Fetch(output + i + Ahead.Pixels * V.Count);
            Ahead.Fetch(upstream + i + Ahead.Pixels * V.Count);
            V.MultiplyAdd(gradientFactor, V.Load(upstream + i), V.MultiplyAdd(outputFactor, V.Load(output + i), constant)).Store(target + i);
        }
    }

    /// <summary>The scalar twin of <see cref="Apply"/> for one number.</summary>
    public static T Scalar(T upstream, T output, T gradientFactor, T outputFactor, T constant) => gradientFactor * upstream + outputFactor * output + constant;
}
