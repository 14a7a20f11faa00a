using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// The weighted sum of shifted rows, output[i] += sum over taps t of weight_t * input[i * step + offset_t]. With the taps of a filter it is a
/// depthwise convolution of any kernel, dilation and stride; with the taps mirrored its gradient for the input.
/// </summary>
/// <remarks>
/// Eight pixels are summed at once, and a pixel is fetched once for up to three neighbouring taps (<see cref="TapRun"/>): 13 loads for 24
/// multiply-adds. What is left of a row is done as four pixels of two rows at once, then pixel by pixel. Where the neighbours of a tap lie
/// several outputs away (dilation), the row is done in as many phases.
/// </remarks>
internal static unsafe class Stencil<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Adds the weighted sum to some rows.</summary>
    /// <param name="output">First pixel of the first row.</param>
    /// <param name="outputRow">Numbers from one row of outputs to the next.</param>
    /// <param name="outputStep">Pixels from one output to the next.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="count">Outputs of a row.</param>
    /// <param name="input">Where the offsets count from in the first row.</param>
    /// <param name="inputRow">Numbers from one row of inputs to the next.</param>
    /// <param name="inputStep">Pixels from one input to the next: 1 or the stride.</param>
    /// <param name="phases">Outputs from one output to the one whose taps read the same pixels.</param>
    /// <param name="runs">The taps in runs, made for a reach of <paramref name="inputStep"/> * <paramref name="phases"/> pixels.</param>
    /// <param name="runCount">Number of runs.</param>
    /// <param name="weights">Of every tap.</param>
    /// <param name="fresh">Start at zero instead of what the rows hold.</param>
    /// <param name="ahead">What is fetched into the cache meanwhile, at most a vector for every output: what comes next waits for memory, the sums do not.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(T* output, nint outputRow, int outputStep, int rows, int count, T* input, nint inputRow, int inputStep, int phases, TapRun* runs, int runCount, T* weights, bool fresh, T* ahead)
    {
        var (outputStride, inputStride) = ((nint)outputStep * phases * V.Count, (nint)inputStep * phases * V.Count);
        for (var phase = 0; phase < phases; phase++)
        {
            var y = output + phase * outputStep * V.Count;
            var x = input + phase * inputStep * V.Count;
            var pixels = (count - phase + phases - 1) / phases;
            var eights = pixels / 8;
            if (eights > 0)
                Eights(y, outputRow, outputStride, rows, eights, x, inputRow, inputStride, runs, runCount, weights, fresh, ref ahead);
            y += 8 * eights * outputStride;
            x += 8 * eights * inputStride;
            var left = pixels - 8 * eights;
            if (left >= 4)
            {
                Fours(y, outputRow, outputStride, rows, x, inputRow, inputStride, runs, runCount, weights, fresh, ref ahead);
                y += 4 * outputStride;
                x += 4 * inputStride;
                left -= 4;
            }

            for (; left > 0; left--, y += outputStride, x += inputStride)
                Ones(y, outputRow, rows, x, inputRow, inputStride, runs, runCount, weights, fresh);
        }
    }

    /// <summary>The scalar twin of <see cref="Rows"/> for one row, tap by tap.</summary>
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
    private static void Eights(T* output, nint outputRow, nint outputStride, int rows, int eights, T* input, nint inputRow, nint stride, TapRun* runs, int runCount, T* weights, bool fresh, ref T* next)
    {
        var ahead = next;
        for (var row = 0; row < rows; row++, output += outputRow, input += inputRow)
        {
            T* to = output, from = input;
            for (var eight = 0; eight < eights; eight++, to += 8 * outputStride, from += 8 * stride)
            {
                V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
                var y = to;
                if (!fresh)
                {
                    s0 = V.Load(y);
                    s1 = V.Load(y += outputStride);
                    s2 = V.Load(y += outputStride);
                    s3 = V.Load(y += outputStride);
                    s4 = V.Load(y += outputStride);
                    s5 = V.Load(y += outputStride);
                    s6 = V.Load(y += outputStride);
                    s7 = V.Load(y + outputStride);
                    y = to;
                }

                for (var run = runs; run < runs + runCount; run++)
                {
                    var x = from + run->Offset;
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

                s0.Store(y);
                s1.Store(y += outputStride);
                s2.Store(y += outputStride);
                s3.Store(y += outputStride);
                s4.Store(y += outputStride);
                s5.Store(y += outputStride);
                s6.Store(y += outputStride);
                s7.Store(y + outputStride);
                for (var end = ahead + 8 * V.Count; ahead < end; ahead += V.Count)
                    Ahead.Fetch(ahead);
            }
        }

        next = ahead;
    }

    /// <summary>Four pixels of two rows at once; the last of an odd number of rows is computed twice, and written twice with the same numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fours(T* output, nint outputRow, nint outputStride, int rows, T* input, nint inputRow, nint stride, TapRun* runs, int runCount, T* weights, bool fresh, ref T* next)
    {
        var ahead = next;
        for (var row = 0; row < rows; row += 2, output += 2 * outputRow, input += 2 * inputRow)
        {
            var (toSecond, second) = row + 1 < rows ? (outputRow, inputRow) : (0, 0);
            T* y = output, z = output + toSecond;
            V s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
            if (!fresh)
            {
                (s0, t0) = (V.Load(y), V.Load(z));
                (s1, t1) = (V.Load(y + outputStride), V.Load(z + outputStride));
                (s2, t2) = (V.Load(y + 2 * outputStride), V.Load(z + 2 * outputStride));
                (s3, t3) = (V.Load(y + 3 * outputStride), V.Load(z + 3 * outputStride));
            }

            for (var run = runs; run < runs + runCount; run++)
            {
                var x = input + run->Offset;
                Four(V.Broadcast(weights[run->First]), x, second, stride, ref s0, ref s1, ref s2, ref s3, ref t0, ref t1, ref t2, ref t3);
                if (run->Length > 1)
                    Four(V.Broadcast(weights[run->Second]), x + stride, second, stride, ref s0, ref s1, ref s2, ref s3, ref t0, ref t1, ref t2, ref t3);
                if (run->Length > 2)
                    Four(V.Broadcast(weights[run->Third]), x + 2 * stride, second, stride, ref s0, ref s1, ref s2, ref s3, ref t0, ref t1, ref t2, ref t3);
            }

            s0.Store(y);
            s1.Store(y + outputStride);
            s2.Store(y + 2 * outputStride);
            s3.Store(y + 3 * outputStride);
            t0.Store(z);
            t1.Store(z + outputStride);
            t2.Store(z + 2 * outputStride);
            t3.Store(z + 3 * outputStride);
            for (var end = ahead + 8 * V.Count; ahead < end; ahead += V.Count)
                Ahead.Fetch(ahead);
        }

        next = ahead;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(V weight, T* x, nint second, nint stride, ref V s0, ref V s1, ref V s2, ref V s3, ref V t0, ref V t1, ref V t2, ref V t3)
    {
        s0 = V.MultiplyAdd(weight, V.Load(x), s0);
        s1 = V.MultiplyAdd(weight, V.Load(x + stride), s1);
        s2 = V.MultiplyAdd(weight, V.Load(x + 2 * stride), s2);
        s3 = V.MultiplyAdd(weight, V.Load(x + 3 * stride), s3);
        x += second;
        t0 = V.MultiplyAdd(weight, V.Load(x), t0);
        t1 = V.MultiplyAdd(weight, V.Load(x + stride), t1);
        t2 = V.MultiplyAdd(weight, V.Load(x + 2 * stride), t2);
        t3 = V.MultiplyAdd(weight, V.Load(x + 3 * stride), t3);
    }

    /// <summary>One pixel of every row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Ones(T* output, nint outputRow, int rows, T* input, nint inputRow, nint stride, TapRun* runs, int runCount, T* weights, bool fresh)
    {
        for (var row = 0; row < rows; row++, output += outputRow, input += inputRow)
        {
            var sum = fresh ? default : V.Load(output);
            for (var run = runs; run < runs + runCount; run++)
            {
                var x = input + run->Offset;
                sum = V.MultiplyAdd(V.Broadcast(weights[run->First]), V.Load(x), sum);
                if (run->Length > 1)
                    sum = V.MultiplyAdd(V.Broadcast(weights[run->Second]), V.Load(x + stride), sum);
                if (run->Length > 2)
                    sum = V.MultiplyAdd(V.Broadcast(weights[run->Third]), V.Load(x + 2 * stride), sum);
            }

            sum.Store(output);
        }
    }
}
