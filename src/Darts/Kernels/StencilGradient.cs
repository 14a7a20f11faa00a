using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// The gradient of a <see cref="Stencil{T, V}"/> for its weights: gradient_t += sum over i of upstream[i] * input[i * step + offset_t].
/// </summary>
/// <remarks>
/// Five taps at two pixels each make ten independent sums, nine taps at one pixel nine: 3x3, 5x5 and 7x7 filters have 9, 25 and 49 taps, five fives
/// or eight and a nine, and a 3x3 filter reads its map once.
/// </remarks>
internal static unsafe class StencilGradient<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
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
    public static void Add(T* upstream, int upstreamRow, int rows, int count, T* input, int inputRow, int inputStep, nint* offsets, T* gradient, int taps)
    {
        var t = 0;
        while (taps - t >= 5 && taps - t != 9)
        {
            Five(upstream, upstreamRow, rows, count, input, inputRow, inputStep, offsets + t, gradient + t);
            t += 5;
        }

        if (taps - t == 9)
        {
            Nine(upstream, upstreamRow, rows, count, input, inputRow, inputStep, offsets + t, gradient + t);
            return;
        }

        if (t == taps)
            return;

        // What is left over, filled up with its last tap, whose repeated sums are dropped.
        nint* filled = stackalloc nint[5];
        var sums = stackalloc T[5];
        for (var k = 0; k < 5; k++)
            (filled[k], sums[k]) = (offsets[Math.Min(t + k, taps - 1)], T.Zero);
        Five(upstream, upstreamRow, rows, count, input, inputRow, inputStep, filled, sums);
        for (var k = 0; t + k < taps; k++)
            gradient[t + k] += sums[k];
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Five(T* upstream, int upstreamRow, int rows, int count, T* input, int inputRow, int inputStep, nint* offsets, T* gradient)
    {
        var stride = (nint)inputStep * V.Count;
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4];
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

        gradient[0] += (a0 + b0).Sum();
        gradient[1] += (a1 + b1).Sum();
        gradient[2] += (a2 + b2).Sum();
        gradient[3] += (a3 + b3).Sum();
        gradient[4] += (a4 + b4).Sum();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Nine(T* upstream, int upstreamRow, int rows, int count, T* input, int inputRow, int inputStep, nint* offsets, T* gradient)
    {
        var stride = (nint)inputStep * V.Count;
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4], o5 = offsets[5], o6 = offsets[6], o7 = offsets[7], o8 = offsets[8];
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default, s8 = default;
        for (var row = 0; row < rows; row++)
        {
            var d = upstream + (nint)row * upstreamRow;
            var x = input + (nint)row * inputRow;
            for (var end = d + (nint)count * V.Count; d < end; d += V.Count, x += stride)
            {
                var value = V.Load(d);
                s0 = V.MultiplyAdd(value, V.Load(x + o0), s0);
                s1 = V.MultiplyAdd(value, V.Load(x + o1), s1);
                s2 = V.MultiplyAdd(value, V.Load(x + o2), s2);
                s3 = V.MultiplyAdd(value, V.Load(x + o3), s3);
                s4 = V.MultiplyAdd(value, V.Load(x + o4), s4);
                s5 = V.MultiplyAdd(value, V.Load(x + o5), s5);
                s6 = V.MultiplyAdd(value, V.Load(x + o6), s6);
                s7 = V.MultiplyAdd(value, V.Load(x + o7), s7);
                s8 = V.MultiplyAdd(value, V.Load(x + o8), s8);
            }
        }

        gradient[0] += s0.Sum();
        gradient[1] += s1.Sum();
        gradient[2] += s2.Sum();
        gradient[3] += s3.Sum();
        gradient[4] += s4.Sum();
        gradient[5] += s5.Sum();
        gradient[6] += s6.Sum();
        gradient[7] += s7.Sum();
        gradient[8] += s8.Sum();
    }
}
