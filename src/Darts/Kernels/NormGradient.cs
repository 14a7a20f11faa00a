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
    /// <summary>The sum of g * (y - mean) over pixels, one a lane.</summary>
    /// <param name="upstream">First pixel of g, zero in lanes without a sample.</param>
    /// <param name="output">First pixel of y.</param>
    /// <param name="outputStep">Numbers from one pixel of y to the next.</param>
    /// <param name="mean">The channel's mean.</param>
    /// <param name="positions">Number of pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V DotLanes(T* upstream, T* output, nint outputStep, T mean, int positions)
    {
        var center = V.Broadcast(mean);
        V a = default, b = default, c = default, d = default;
        var p = 0;
        for (; p + 4 <= positions; p += 4, upstream += 4 * V.Count, output += 4 * outputStep)
        {
            for (var i = 0; i < 4; i++)
                Ahead.Fetch(output + (Ahead.Pixels + i) * outputStep);
            a = V.MultiplyAdd(V.Load(upstream), V.Load(output) - center, a);
            b = V.MultiplyAdd(V.Load(upstream + V.Count), V.Load(output + outputStep) - center, b);
            c = V.MultiplyAdd(V.Load(upstream + 2 * V.Count), V.Load(output + 2 * outputStep) - center, c);
            d = V.MultiplyAdd(V.Load(upstream + 3 * V.Count), V.Load(output + 3 * outputStep) - center, d);
        }

        for (; p < positions; p++, upstream += V.Count, output += outputStep)
            a = V.MultiplyAdd(V.Load(upstream), V.Load(output) - center, a);
        return a + b + c + d;
    }

    /// <summary>The scalar twin of <see cref="DotLanes"/>: the sum over all lanes.</summary>
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
