using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// The weighted sum of shifted rows, output[i] += sum over taps t of weight_t * input[i * step + offset_t]. With the taps of a filter it is a
/// depthwise convolution of any kernel, dilation and stride; with the taps mirrored its gradient for the input.
/// </summary>
/// <remarks>
/// Eight pixels are summed at once, and a pixel is fetched once for up to three neighbouring taps (<see cref="TapRun"/>): 13 loads for 24
/// multiply-adds. Where the neighbours of a tap lie several outputs away (dilation), the row is done in as many phases.
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
    /// <param name="phases">Outputs from one output to the one whose taps read the same pixels.</param>
    /// <param name="runs">The taps in runs, made for a reach of <paramref name="inputStep"/> * <paramref name="phases"/> pixels.</param>
    /// <param name="runCount">Number of runs.</param>
    /// <param name="weights">Of every tap.</param>
    /// <param name="fresh">Start at zero instead of what the row holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(T* output, int outputStep, int count, T* input, int inputStep, int phases, TapRun* runs, int runCount, T* weights, bool fresh)
    {
        var (outputStride, inputStride) = ((nint)outputStep * phases * V.Count, (nint)inputStep * phases * V.Count);
        for (var phase = 0; phase < phases; phase++)
        {
            var y = output + phase * outputStep * V.Count;
            var x = input + phase * inputStep * V.Count;
            var left = (count - phase + phases - 1) / phases;
            for (; left >= 8; left -= 8, y += 8 * outputStride, x += 8 * inputStride)
                Eight(y, outputStride, x, inputStride, runs, runCount, weights, fresh);
            for (; left >= 4; left -= 4, y += 4 * outputStride, x += 4 * inputStride)
                Four(y, outputStride, x, inputStride, runs, runCount, weights, fresh);
            for (; left > 0; left--, y += outputStride, x += inputStride)
                One(y, x, inputStride, runs, runCount, weights, fresh);
        }
    }

    /// <summary>The scalar twin of <see cref="Row"/>, tap by tap.</summary>
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
    private static void Eight(T* output, nint outputStride, T* input, nint stride, TapRun* run, int runs, T* weights, bool fresh)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (var end = run + runs; run < end; run++)
        {
            var x = input + run->Offset;
            V a = V.Broadcast(weights[run->First]), pixel;
            if (run->Length == 1)
            {
                s0 = V.MultiplyAdd(a, V.Load(x), s0);
                s1 = V.MultiplyAdd(a, V.Load(x += stride), s1);
                s2 = V.MultiplyAdd(a, V.Load(x += stride), s2);
                s3 = V.MultiplyAdd(a, V.Load(x += stride), s3);
                s4 = V.MultiplyAdd(a, V.Load(x += stride), s4);
                s5 = V.MultiplyAdd(a, V.Load(x += stride), s5);
                s6 = V.MultiplyAdd(a, V.Load(x += stride), s6);
                s7 = V.MultiplyAdd(a, V.Load(x + stride), s7);
                continue;
            }

            var b = V.Broadcast(weights[run->Second]);
            if (run->Length == 2)
            {
                s0 = V.MultiplyAdd(a, V.Load(x), s0);
                pixel = V.Load(x += stride);
                (s1, s0) = (V.MultiplyAdd(a, pixel, s1), V.MultiplyAdd(b, pixel, s0));
                pixel = V.Load(x += stride);
                (s2, s1) = (V.MultiplyAdd(a, pixel, s2), V.MultiplyAdd(b, pixel, s1));
                pixel = V.Load(x += stride);
                (s3, s2) = (V.MultiplyAdd(a, pixel, s3), V.MultiplyAdd(b, pixel, s2));
                pixel = V.Load(x += stride);
                (s4, s3) = (V.MultiplyAdd(a, pixel, s4), V.MultiplyAdd(b, pixel, s3));
                pixel = V.Load(x += stride);
                (s5, s4) = (V.MultiplyAdd(a, pixel, s5), V.MultiplyAdd(b, pixel, s4));
                pixel = V.Load(x += stride);
                (s6, s5) = (V.MultiplyAdd(a, pixel, s6), V.MultiplyAdd(b, pixel, s5));
                pixel = V.Load(x += stride);
                (s7, s6) = (V.MultiplyAdd(a, pixel, s7), V.MultiplyAdd(b, pixel, s6));
                s7 = V.MultiplyAdd(b, V.Load(x + stride), s7);
                continue;
            }

            var c = V.Broadcast(weights[run->Third]);
            s0 = V.MultiplyAdd(a, V.Load(x), s0);
            pixel = V.Load(x += stride);
            (s1, s0) = (V.MultiplyAdd(a, pixel, s1), V.MultiplyAdd(b, pixel, s0));
            pixel = V.Load(x += stride);
            (s2, s1, s0) = (V.MultiplyAdd(a, pixel, s2), V.MultiplyAdd(b, pixel, s1), V.MultiplyAdd(c, pixel, s0));
            pixel = V.Load(x += stride);
            (s3, s2, s1) = (V.MultiplyAdd(a, pixel, s3), V.MultiplyAdd(b, pixel, s2), V.MultiplyAdd(c, pixel, s1));
            pixel = V.Load(x += stride);
            (s4, s3, s2) = (V.MultiplyAdd(a, pixel, s4), V.MultiplyAdd(b, pixel, s3), V.MultiplyAdd(c, pixel, s2));
            pixel = V.Load(x += stride);
            (s5, s4, s3) = (V.MultiplyAdd(a, pixel, s5), V.MultiplyAdd(b, pixel, s4), V.MultiplyAdd(c, pixel, s3));
            pixel = V.Load(x += stride);
            (s6, s5, s4) = (V.MultiplyAdd(a, pixel, s6), V.MultiplyAdd(b, pixel, s5), V.MultiplyAdd(c, pixel, s4));
            pixel = V.Load(x += stride);
            (s7, s6, s5) = (V.MultiplyAdd(a, pixel, s7), V.MultiplyAdd(b, pixel, s6), V.MultiplyAdd(c, pixel, s5));
            pixel = V.Load(x += stride);
            (s7, s6) = (V.MultiplyAdd(b, pixel, s7), V.MultiplyAdd(c, pixel, s6));
            s7 = V.MultiplyAdd(c, V.Load(x + stride), s7);
        }

        Write(output, s0, fresh);
        Write(output += outputStride, s1, fresh);
        Write(output += outputStride, s2, fresh);
        Write(output += outputStride, s3, fresh);
        Write(output += outputStride, s4, fresh);
        Write(output += outputStride, s5, fresh);
        Write(output += outputStride, s6, fresh);
        Write(output + outputStride, s7, fresh);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(T* output, nint outputStride, T* input, nint stride, TapRun* run, int runs, T* weights, bool fresh)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        for (var end = run + runs; run < end; run++)
        {
            var x = input + run->Offset;
            for (var t = 0; t < run->Length; t++, x += stride)
            {
                var weight = V.Broadcast(weights[t switch { 0 => run->First, 1 => run->Second, _ => run->Third }]);
                s0 = V.MultiplyAdd(weight, V.Load(x), s0);
                s1 = V.MultiplyAdd(weight, V.Load(x + stride), s1);
                s2 = V.MultiplyAdd(weight, V.Load(x + 2 * stride), s2);
                s3 = V.MultiplyAdd(weight, V.Load(x + 3 * stride), s3);
            }
        }

        Write(output, s0, fresh);
        Write(output += outputStride, s1, fresh);
        Write(output += outputStride, s2, fresh);
        Write(output + outputStride, s3, fresh);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(T* output, T* input, nint stride, TapRun* run, int runs, T* weights, bool fresh)
    {
        V sum = default;
        for (var end = run + runs; run < end; run++)
        {
            var x = input + run->Offset;
            sum = V.MultiplyAdd(V.Broadcast(weights[run->First]), V.Load(x), sum);
            if (run->Length > 1)
                sum = V.MultiplyAdd(V.Broadcast(weights[run->Second]), V.Load(x + stride), sum);
            if (run->Length > 2)
                sum = V.MultiplyAdd(V.Broadcast(weights[run->Third]), V.Load(x + 2 * stride), sum);
        }

        Write(output, sum, fresh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* output, V sum, bool fresh) => (fresh ? sum : sum + V.Load(output)).Store(output);
}
