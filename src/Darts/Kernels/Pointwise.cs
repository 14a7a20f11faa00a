using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// The 1x1 convolution of some pixels, output[o][p] = sum over channels k of weight[o, k] * input[k][p]; with the weights' strides exchanged
/// its gradient for the input.
/// </summary>
/// <remarks>Four channels at three pixels make twelve sums: seven loads for twelve multiply-adds, in the sixteen registers of AVX2.</remarks>
internal static unsafe class Pointwise<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Multiplies.</summary>
    /// <param name="weight">The matrix.</param>
    /// <param name="weightRow">Numbers from one output channel's weights to the next one's.</param>
    /// <param name="weightColumn">Numbers from one input channel's weights to the next one's.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="input">First pixel of the first input channel.</param>
    /// <param name="inputPlane">Numbers from one input channel to the next.</param>
    /// <param name="output">First pixel of the first output channel.</param>
    /// <param name="outputPlane">Numbers from one output channel to the next.</param>
    /// <param name="positions">Number of pixels.</param>
    /// <param name="fresh">Overwrite the outputs instead of adding to them.</param>
    /// <param name="ahead">Numbers from an output to the one that is fetched into the cache with it; 0 where the outputs are there already.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(T* weight, nint weightRow, nint weightColumn, int outputs, int inputs, T* input, nint inputPlane, T* output, nint outputPlane, int positions, bool fresh, nint ahead)
    {
        // What threes leave over is done in twos, which still hide the latency: 64 pixels are 20 threes and 2 twos.
        var threes = (positions % 3) switch { 0 => positions, 1 when positions >= 4 => positions - 4, var rest => positions - rest };
        var p = 0;
        for (; p < threes; p += 3)
        {
            var x = input + (nint)p * V.Count;
            var y = output + (nint)p * V.Count;
            var o = 0;
            for (; o + 4 <= outputs; o += 4)
                FourByThree(weight + o * weightRow, weightRow, weightColumn, inputs, x, inputPlane, y + o * outputPlane, outputPlane, fresh, ahead);
            for (; o < outputs; o++)
                OneByThree(weight + o * weightRow, weightColumn, inputs, x, inputPlane, y + o * outputPlane, fresh, ahead);
        }

        for (; p + 2 <= positions; p += 2)
        {
            var x = input + (nint)p * V.Count;
            var y = output + (nint)p * V.Count;
            var o = 0;
            for (; o + 4 <= outputs; o += 4)
                FourByTwo(weight + o * weightRow, weightRow, weightColumn, inputs, x, inputPlane, y + o * outputPlane, outputPlane, fresh, ahead);
            for (; o < outputs; o++)
            {
                OneByOne(weight + o * weightRow, weightColumn, inputs, x, inputPlane, y + o * outputPlane, fresh, ahead);
                OneByOne(weight + o * weightRow, weightColumn, inputs, x + V.Count, inputPlane, y + o * outputPlane + V.Count, fresh, ahead);
            }
        }

        if (p < positions)
        {
            var x = input + (nint)p * V.Count;
            var y = output + (nint)p * V.Count;
            var o = 0;
            for (; o + 4 <= outputs; o += 4)
                FourByOne(weight + o * weightRow, weightRow, weightColumn, inputs, x, inputPlane, y + o * outputPlane, outputPlane, fresh, ahead);
            for (; o < outputs; o++)
                OneByOne(weight + o * weightRow, weightColumn, inputs, x, inputPlane, y + o * outputPlane, fresh, ahead);
        }
    }

    /// <summary>The scalar twin of <see cref="Multiply"/>.</summary>
    public static void ScalarMultiply(T* weight, nint weightRow, nint weightColumn, int outputs, int inputs, T* input, nint inputPlane, T* output, nint outputPlane, int positions, bool fresh)
    {
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < positions * V.Count; i++)
            {
                var sum = fresh ? T.Zero : output[o * outputPlane + i];
                for (var k = 0; k < inputs; k++)
                    sum += weight[o * weightRow + k * weightColumn] * input[k * inputPlane + i];
                output[o * outputPlane + i] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByThree(T* w, nint row, nint column, int inputs, T* x, nint inputPlane, T* y, nint outputPlane, bool fresh, nint ahead)
    {
        V a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        V c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        T* wb = w + row, wc = w + 2 * row, wd = w + 3 * row;
        for (var k = 0; k < inputs; k++, x += inputPlane, w += column, wb += column, wc += column, wd += column)
        {
            var (x0, x1, x2) = (V.Load(x), V.Load(x + V.Count), V.Load(x + 2 * V.Count));
            var weight = V.Broadcast(*w);
            a0 = V.MultiplyAdd(weight, x0, a0);
            a1 = V.MultiplyAdd(weight, x1, a1);
            a2 = V.MultiplyAdd(weight, x2, a2);
            weight = V.Broadcast(*wb);
            b0 = V.MultiplyAdd(weight, x0, b0);
            b1 = V.MultiplyAdd(weight, x1, b1);
            b2 = V.MultiplyAdd(weight, x2, b2);
            weight = V.Broadcast(*wc);
            c0 = V.MultiplyAdd(weight, x0, c0);
            c1 = V.MultiplyAdd(weight, x1, c1);
            c2 = V.MultiplyAdd(weight, x2, c2);
            weight = V.Broadcast(*wd);
            d0 = V.MultiplyAdd(weight, x0, d0);
            d1 = V.MultiplyAdd(weight, x1, d1);
            d2 = V.MultiplyAdd(weight, x2, d2);
        }

        Write(y, a0, a1, a2, fresh, ahead);
        Write(y + outputPlane, b0, b1, b2, fresh, ahead);
        Write(y + 2 * outputPlane, c0, c1, c2, fresh, ahead);
        Write(y + 3 * outputPlane, d0, d1, d2, fresh, ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(T* w, nint row, nint column, int inputs, T* x, nint inputPlane, T* y, nint outputPlane, bool fresh, nint ahead)
    {
        V a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var k = 0; k < inputs; k++, x += inputPlane, w += column)
        {
            var (x0, x1) = (V.Load(x), V.Load(x + V.Count));
            var weight = V.Broadcast(*w);
            a0 = V.MultiplyAdd(weight, x0, a0);
            a1 = V.MultiplyAdd(weight, x1, a1);
            weight = V.Broadcast(w[row]);
            b0 = V.MultiplyAdd(weight, x0, b0);
            b1 = V.MultiplyAdd(weight, x1, b1);
            weight = V.Broadcast(w[2 * row]);
            c0 = V.MultiplyAdd(weight, x0, c0);
            c1 = V.MultiplyAdd(weight, x1, c1);
            weight = V.Broadcast(w[3 * row]);
            d0 = V.MultiplyAdd(weight, x0, d0);
            d1 = V.MultiplyAdd(weight, x1, d1);
        }

        Write(y, a0, a1, fresh, ahead);
        Write(y + outputPlane, b0, b1, fresh, ahead);
        Write(y + 2 * outputPlane, c0, c1, fresh, ahead);
        Write(y + 3 * outputPlane, d0, d1, fresh, ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByThree(T* w, nint column, int inputs, T* x, nint inputPlane, T* y, bool fresh, nint ahead)
    {
        V s0 = default, s1 = default, s2 = default;
        for (var k = 0; k < inputs; k++, x += inputPlane, w += column)
        {
            var weight = V.Broadcast(*w);
            s0 = V.MultiplyAdd(weight, V.Load(x), s0);
            s1 = V.MultiplyAdd(weight, V.Load(x + V.Count), s1);
            s2 = V.MultiplyAdd(weight, V.Load(x + 2 * V.Count), s2);
        }

        Write(y, s0, s1, s2, fresh, ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByOne(T* w, nint row, nint column, int inputs, T* x, nint inputPlane, T* y, nint outputPlane, bool fresh, nint ahead)
    {
        V a = default, b = default, c = default, d = default;
        for (var k = 0; k < inputs; k++, x += inputPlane, w += column)
        {
            var value = V.Load(x);
            a = V.MultiplyAdd(V.Broadcast(*w), value, a);
            b = V.MultiplyAdd(V.Broadcast(w[row]), value, b);
            c = V.MultiplyAdd(V.Broadcast(w[2 * row]), value, c);
            d = V.MultiplyAdd(V.Broadcast(w[3 * row]), value, d);
        }

        Write(y, a, fresh, ahead);
        Write(y + outputPlane, b, fresh, ahead);
        Write(y + 2 * outputPlane, c, fresh, ahead);
        Write(y + 3 * outputPlane, d, fresh, ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByOne(T* w, nint column, int inputs, T* x, nint inputPlane, T* y, bool fresh, nint ahead)
    {
        V sum = default;
        for (var k = 0; k < inputs; k++)
            sum = V.MultiplyAdd(V.Broadcast(w[k * column]), V.Load(x + k * inputPlane), sum);
        Write(y, sum, fresh, ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* y, V s0, V s1, V s2, bool fresh, nint ahead)
    {
        Write(y, s0, s1, fresh, ahead);
        Write(y + 2 * V.Count, s2, fresh, ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* y, V s0, V s1, bool fresh, nint ahead)
    {
        Write(y, s0, fresh, ahead);
        Write(y + V.Count, s1, fresh, ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* y, V sum, bool fresh, nint ahead)
    {
        // Before a line can be written it is fetched too.
        Ahead.Fetch(y + ahead);
        (fresh ? sum : sum + V.Load(y)).Store(y);
    }
}
