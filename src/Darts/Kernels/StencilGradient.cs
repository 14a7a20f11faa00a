using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// The gradient of a <see cref="Stencil{T, V}"/> for its weights: gradient_t += sum over i of upstream[i] * input[i * step + offset_t].
/// </summary>
/// <remarks>Five taps at two pixels each make ten independent sums: 3x3, 5x5 and 7x7 filters have 9, 25 and 49 taps.</remarks>
internal static unsafe class StencilGradient<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private const int Group = 5;

    /// <summary>Adds what a map of rows gives.</summary>
    /// <param name="upstream">First pixel of the upstream gradient.</param>
    /// <param name="upstreamRow">Numbers from one row of it to the next.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="count">Pixels of a row.</param>
    /// <param name="input">Where the offsets count from.</param>
    /// <param name="inputRow">Numbers from one row of inputs to the next.</param>
    /// <param name="inputStep">Pixels from one input to the next.</param>
    /// <param name="offsets">Of every tap, in numbers.</param>
    /// <param name="gradient">Of every tap.</param>
    /// <param name="taps">Number of taps.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(T* upstream, int upstreamRow, int rows, int count, T* input, int inputRow, int inputStep, nint* offsets, T* gradient, int taps)
    {
        var stride = (nint)inputStep * V.Count;
        // The last group repeats its last tap, and only the first of the repeated sums is kept.
        var last = taps - 1;
        for (var t = 0; t < taps; t += Group)
        {
            var (o0, o1, o2, o3, o4) = (offsets[t], offsets[Math.Min(t + 1, last)], offsets[Math.Min(t + 2, last)], offsets[Math.Min(t + 3, last)], offsets[Math.Min(t + 4, last)]);
            V a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, b0 = default, b1 = default, b2 = default, b3 = default, b4 = default;
            for (var row = 0; row < rows; row++)
            {
                var d = upstream + (nint)row * upstreamRow;
                var x = input + (nint)row * inputRow;
                var i = 0;
                for (; i + 2 <= count; i += 2, d += 2 * V.Count, x += 2 * stride)
                {
                    var (first, second) = (V.Load(d), V.Load(d + V.Count));
                    a0 = V.MultiplyAdd(first, V.Load(x + o0), a0);
                    a1 = V.MultiplyAdd(first, V.Load(x + o1), a1);
                    a2 = V.MultiplyAdd(first, V.Load(x + o2), a2);
                    a3 = V.MultiplyAdd(first, V.Load(x + o3), a3);
                    a4 = V.MultiplyAdd(first, V.Load(x + o4), a4);
                    b0 = V.MultiplyAdd(second, V.Load(x + stride + o0), b0);
                    b1 = V.MultiplyAdd(second, V.Load(x + stride + o1), b1);
                    b2 = V.MultiplyAdd(second, V.Load(x + stride + o2), b2);
                    b3 = V.MultiplyAdd(second, V.Load(x + stride + o3), b3);
                    b4 = V.MultiplyAdd(second, V.Load(x + stride + o4), b4);
                }

                if (i < count)
                {
                    var first = V.Load(d);
                    a0 = V.MultiplyAdd(first, V.Load(x + o0), a0);
                    a1 = V.MultiplyAdd(first, V.Load(x + o1), a1);
                    a2 = V.MultiplyAdd(first, V.Load(x + o2), a2);
                    a3 = V.MultiplyAdd(first, V.Load(x + o3), a3);
                    a4 = V.MultiplyAdd(first, V.Load(x + o4), a4);
                }
            }

            gradient[t] += (a0 + b0).Sum();
            if (t + 1 < taps)
                gradient[t + 1] += (a1 + b1).Sum();
            if (t + 2 < taps)
                gradient[t + 2] += (a2 + b2).Sum();
            if (t + 3 < taps)
                gradient[t + 3] += (a3 + b3).Sum();
            if (t + 4 < taps)
                gradient[t + 4] += (a4 + b4).Sum();
        }
    }

    /// <summary>The scalar twin of <see cref="Add"/>.</summary>
    public static void ScalarAdd(T* upstream, int upstreamRow, int rows, int count, T* input, int inputRow, int inputStep, nint* offsets, T* gradient, int taps)
    {
        for (var t = 0; t < taps; t++)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var i = 0; i < count * V.Count; i++)
                    gradient[t] += upstream[row * upstreamRow + i] * input[row * inputRow + offsets[t] + i / V.Count * inputStep * V.Count + i % V.Count];
            }
        }
    }
}
