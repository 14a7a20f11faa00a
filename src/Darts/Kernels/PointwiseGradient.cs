using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// The gradient of a <see cref="Pointwise{T, V}"/> for its weights: gradient[o, k] = sum over pixels p and lanes of upstream[o][p] * input[k][p].
/// </summary>
internal static unsafe class PointwiseGradient<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Computes what some pixels give.</summary>
    /// <param name="upstream">First pixel of the first output channel's upstream gradient.</param>
    /// <param name="upstreamPlane">Numbers from one output channel to the next.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="input">First pixel of the first input channel.</param>
    /// <param name="inputPlane">Numbers from one input channel to the next.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="positions">Number of pixels.</param>
    /// <param name="gradient">The matrix [outputs, inputs].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(T* upstream, nint upstreamPlane, int outputs, T* input, nint inputPlane, int inputs, int positions, T* gradient)
    {
        var o = 0;
        for (; o + 4 <= outputs; o += 4)
        {
            var k = 0;
            for (; k + 3 <= inputs; k += 3)
                FourByThree(upstream + o * upstreamPlane, upstreamPlane, input + k * inputPlane, inputPlane, positions, gradient + (nint)o * inputs + k, inputs);
            for (; k < inputs; k++)
                FourByOne(upstream + o * upstreamPlane, upstreamPlane, input + k * inputPlane, positions, gradient + (nint)o * inputs + k, inputs);
        }

        for (; o < outputs; o++)
        {
            for (var k = 0; k < inputs; k++)
                gradient[(nint)o * inputs + k] = Dot(upstream + o * upstreamPlane, input + k * inputPlane, positions);
        }
    }

    /// <summary>The scalar twin of <see cref="Compute"/>.</summary>
    public static void ScalarCompute(T* upstream, nint upstreamPlane, int outputs, T* input, nint inputPlane, int inputs, int positions, T* gradient)
    {
        for (var o = 0; o < outputs; o++)
        {
            for (var k = 0; k < inputs; k++)
            {
                gradient[o * inputs + k] = T.Zero;
                for (var i = 0; i < positions * V.Count; i++)
                    gradient[o * inputs + k] += upstream[o * upstreamPlane + i] * input[k * inputPlane + i];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByThree(T* d, nint upstreamPlane, T* x, nint inputPlane, int positions, T* gradient, int row)
    {
        V a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        V c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        T* db = d + upstreamPlane, dc = d + 2 * upstreamPlane, dd = d + 3 * upstreamPlane, xb = x + inputPlane, xc = x + 2 * inputPlane;
        for (var i = (nint)0; i < (nint)positions * V.Count; i += V.Count)
        {
            var (x0, x1, x2) = (V.Load(x + i), V.Load(xb + i), V.Load(xc + i));
            var value = V.Load(d + i);
            a0 = V.MultiplyAdd(value, x0, a0);
            a1 = V.MultiplyAdd(value, x1, a1);
            a2 = V.MultiplyAdd(value, x2, a2);
            value = V.Load(db + i);
            b0 = V.MultiplyAdd(value, x0, b0);
            b1 = V.MultiplyAdd(value, x1, b1);
            b2 = V.MultiplyAdd(value, x2, b2);
            value = V.Load(dc + i);
            c0 = V.MultiplyAdd(value, x0, c0);
            c1 = V.MultiplyAdd(value, x1, c1);
            c2 = V.MultiplyAdd(value, x2, c2);
            value = V.Load(dd + i);
            d0 = V.MultiplyAdd(value, x0, d0);
            d1 = V.MultiplyAdd(value, x1, d1);
            d2 = V.MultiplyAdd(value, x2, d2);
        }

        gradient[0] = a0.Sum();
        gradient[1] = a1.Sum();
        gradient[2] = a2.Sum();
        gradient += row;
        gradient[0] = b0.Sum();
        gradient[1] = b1.Sum();
        gradient[2] = b2.Sum();
        gradient += row;
        gradient[0] = c0.Sum();
        gradient[1] = c1.Sum();
        gradient[2] = c2.Sum();
        gradient += row;
        gradient[0] = d0.Sum();
        gradient[1] = d1.Sum();
        gradient[2] = d2.Sum();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByOne(T* d, nint upstreamPlane, T* x, int positions, T* gradient, int row)
    {
        V a = default, b = default, c = default, e = default;
        for (var i = (nint)0; i < (nint)positions * V.Count; i += V.Count)
        {
            var value = V.Load(x + i);
            a = V.MultiplyAdd(V.Load(d + i), value, a);
            b = V.MultiplyAdd(V.Load(d + upstreamPlane + i), value, b);
            c = V.MultiplyAdd(V.Load(d + 2 * upstreamPlane + i), value, c);
            e = V.MultiplyAdd(V.Load(d + 3 * upstreamPlane + i), value, e);
        }

        gradient[0] = a.Sum();
        gradient[row] = b.Sum();
        gradient[2 * row] = c.Sum();
        gradient[3 * row] = e.Sum();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Dot(T* d, T* x, int positions)
    {
        V sum = default;
        for (var i = (nint)0; i < (nint)positions * V.Count; i += V.Count)
            sum = V.MultiplyAdd(V.Load(d + i), V.Load(x + i), sum);
        return sum.Sum();
    }
}
