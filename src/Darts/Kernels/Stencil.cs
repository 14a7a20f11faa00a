using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// The weighted sum of shifted rows, output[i] += sum over taps t of weight_t * input[i * step + offset_t]. With the taps of a filter it is a
/// depthwise convolution of any kernel, dilation and stride; with the taps mirrored its gradient for the input; with taps in other maps the
/// sum of a node over all its edges and operations.
/// </summary>
/// <remarks>
/// Eight pixels are summed at once: a weight is fetched once for the eight, and eight sums hide the latency of a multiply-add. Loads are as
/// many as multiply-adds, which is as many as a core can start.
/// </remarks>
internal static unsafe class Stencil<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Adds the weighted sum to one row.</summary>
    /// <param name="output">First pixel of the row.</param>
    /// <param name="outputStep">Pixels from one output to the next.</param>
    /// <param name="count">Number of outputs.</param>
    /// <param name="input">Where the offsets count from.</param>
    /// <param name="inputStep">Pixels from one input to the next: 1 or the stride.</param>
    /// <param name="offsets">Of every tap, in numbers.</param>
    /// <param name="weights">Of every tap.</param>
    /// <param name="taps">Number of taps.</param>
    /// <param name="fresh">Start at zero instead of what the row holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(T* output, int outputStep, int count, T* input, int inputStep, nint* offsets, T* weights, int taps, bool fresh)
    {
        var (outputStride, inputStride) = ((nint)outputStep * V.Count, (nint)inputStep * V.Count);
        var i = 0;
        for (; i + 8 <= count; i += 8, output += 8 * outputStride, input += 8 * inputStride)
        {
            if (inputStep == 1)
                Eight(output, outputStride, input, V.Count, offsets, weights, taps, fresh);
            else
                Eight(output, outputStride, input, inputStride, offsets, weights, taps, fresh);
        }

        for (; i + 4 <= count; i += 4, output += 4 * outputStride, input += 4 * inputStride)
            Four(output, outputStride, input, inputStride, offsets, weights, taps, fresh);

        for (; i < count; i++, output += outputStride, input += inputStride)
        {
            var sum = fresh ? default : V.Load(output);
            for (var t = 0; t < taps; t++)
                sum = V.MultiplyAdd(V.Broadcast(weights[t]), V.Load(input + offsets[t]), sum);
            sum.Store(output);
        }
    }

    /// <summary>The scalar twin of <see cref="Row"/>.</summary>
    public static void ScalarRow(T* output, int outputStep, int count, T* input, int inputStep, nint* offsets, T* weights, int taps, bool fresh)
    {
        for (var i = 0; i < count; i++)
        {
            for (var lane = 0; lane < V.Count; lane++)
            {
                var target = output + i * outputStep * V.Count + lane;
                var sum = fresh ? T.Zero : *target;
                for (var t = 0; t < taps; t++)
                    sum += weights[t] * input[offsets[t] + i * inputStep * V.Count + lane];
                *target = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(T* output, nint outputStride, T* input, nint stride, nint* offsets, T* weights, int taps, bool fresh)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (var t = 0; t < taps; t++)
        {
            var weight = V.Broadcast(weights[t]);
            var x = input + offsets[t];
            s0 = V.MultiplyAdd(weight, V.Load(x), s0);
            s1 = V.MultiplyAdd(weight, V.Load(x + stride), s1);
            s2 = V.MultiplyAdd(weight, V.Load(x + 2 * stride), s2);
            s3 = V.MultiplyAdd(weight, V.Load(x + 3 * stride), s3);
            s4 = V.MultiplyAdd(weight, V.Load(x + 4 * stride), s4);
            s5 = V.MultiplyAdd(weight, V.Load(x + 5 * stride), s5);
            s6 = V.MultiplyAdd(weight, V.Load(x + 6 * stride), s6);
            s7 = V.MultiplyAdd(weight, V.Load(x + 7 * stride), s7);
        }

        if (!fresh)
        {
            s0 += V.Load(output);
            s1 += V.Load(output + outputStride);
            s2 += V.Load(output + 2 * outputStride);
            s3 += V.Load(output + 3 * outputStride);
            s4 += V.Load(output + 4 * outputStride);
            s5 += V.Load(output + 5 * outputStride);
            s6 += V.Load(output + 6 * outputStride);
            s7 += V.Load(output + 7 * outputStride);
        }

        s0.Store(output);
        s1.Store(output + outputStride);
        s2.Store(output + 2 * outputStride);
        s3.Store(output + 3 * outputStride);
        s4.Store(output + 4 * outputStride);
        s5.Store(output + 5 * outputStride);
        s6.Store(output + 6 * outputStride);
        s7.Store(output + 7 * outputStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(T* output, nint outputStride, T* input, nint stride, nint* offsets, T* weights, int taps, bool fresh)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        for (var t = 0; t < taps; t++)
        {
            var weight = V.Broadcast(weights[t]);
            var x = input + offsets[t];
            s0 = V.MultiplyAdd(weight, V.Load(x), s0);
            s1 = V.MultiplyAdd(weight, V.Load(x + stride), s1);
            s2 = V.MultiplyAdd(weight, V.Load(x + 2 * stride), s2);
            s3 = V.MultiplyAdd(weight, V.Load(x + 3 * stride), s3);
        }

        if (!fresh)
        {
            s0 += V.Load(output);
            s1 += V.Load(output + outputStride);
            s2 += V.Load(output + 2 * outputStride);
            s3 += V.Load(output + 3 * outputStride);
        }

        s0.Store(output);
        s1.Store(output + outputStride);
        s2.Store(output + 2 * outputStride);
        s3.Store(output + 3 * outputStride);
    }
}
