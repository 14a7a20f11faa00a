using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// output += constant + sum over maps t of factor_t * map_t, with a factor a lane: a node, whose factors hold the operations' weights, scale and
/// deviation of the batch norms, and the masks of drop path.
/// </summary>
/// <remarks>Eight pixels are summed at once, so that every map is read once and the output written once, however many maps there are.</remarks>
internal static unsafe class WeightedSum<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Sums one plane of one block.</summary>
    /// <param name="output">First pixel.</param>
    /// <param name="outputStep">Numbers from one pixel to the next.</param>
    /// <param name="constant">The addend.</param>
    /// <param name="maps">Addresses of the maps' first pixels.</param>
    /// <param name="steps">Of every map the numbers from one pixel to the next.</param>
    /// <param name="factors">Of every map.</param>
    /// <param name="count">Number of maps.</param>
    /// <param name="positions">Number of pixels.</param>
    /// <param name="fresh">Overwrite the output instead of adding to it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Plane(T* output, nint outputStep, V constant, nint* maps, nint* steps, V* factors, int count, int positions, bool fresh)
    {
        var p = 0;
        for (; p + 8 <= positions; p += 8, output += 8 * outputStep)
            Eight(output, outputStep, constant, maps, steps, factors, count, p, fresh);
        for (; p < positions; p++, output += outputStep)
        {
            var sum = constant;
            for (var t = 0; t < count; t++)
                sum = V.MultiplyAdd(factors[t], V.Load((T*)maps[t] + p * steps[t]), sum);
            Write(output, sum, fresh);
        }
    }

    /// <summary>The scalar twin of <see cref="Plane"/>.</summary>
    public static void ScalarPlane(T* output, nint outputStep, V constant, nint* maps, nint* steps, V* factors, int count, int positions, bool fresh)
    {
        for (var p = 0; p < positions; p++)
        {
            for (var lane = 0; lane < V.Count; lane++)
            {
                var sum = ((T*)&constant)[lane];
                for (var t = 0; t < count; t++)
                    sum += ((T*)(factors + t))[lane] * ((T*)maps[t])[p * steps[t] + lane];
                output[p * outputStep + lane] = fresh ? sum : output[p * outputStep + lane] + sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(T* output, nint outputStep, V constant, nint* maps, nint* steps, V* factors, int count, int pixel, bool fresh)
    {
        V s0 = constant, s1 = constant, s2 = constant, s3 = constant, s4 = constant, s5 = constant, s6 = constant, s7 = constant;
        for (var t = 0; t < count; t++)
        {
            var (factor, step) = (factors[t], steps[t]);
            var x = (T*)maps[t] + pixel * step;
            for (var i = 0; i < 8; i++)
                Ahead.Fetch(x + (Ahead.Pixels + i) * step);
            s0 = V.MultiplyAdd(factor, V.Load(x), s0);
            s1 = V.MultiplyAdd(factor, V.Load(x += step), s1);
            s2 = V.MultiplyAdd(factor, V.Load(x += step), s2);
            s3 = V.MultiplyAdd(factor, V.Load(x += step), s3);
            s4 = V.MultiplyAdd(factor, V.Load(x += step), s4);
            s5 = V.MultiplyAdd(factor, V.Load(x += step), s5);
            s6 = V.MultiplyAdd(factor, V.Load(x += step), s6);
            s7 = V.MultiplyAdd(factor, V.Load(x + step), s7);
        }

        Write(output, s0, fresh);
        Write(output += outputStep, s1, fresh);
        Write(output += outputStep, s2, fresh);
        Write(output += outputStep, s3, fresh);
        Write(output += outputStep, s4, fresh);
        Write(output += outputStep, s5, fresh);
        Write(output += outputStep, s6, fresh);
        Write(output + outputStep, s7, fresh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* output, V sum, bool fresh) => (fresh ? sum : sum + V.Load(output)).Store(output);
}
