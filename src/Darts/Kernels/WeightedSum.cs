using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// output = constant + sum over few maps t of factor_t * map_t, with a factor a lane: the node of a discrete cell, whose factors hold scale and deviation
/// of the batch norms and the masks of drop path.
/// </summary>
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Plane(T* output, nint outputStep, V constant, nint* maps, nint* steps, V* factors, int count, int positions)
    {
        if (count == 1)
            One(output, outputStep, constant, (T*)maps[0], steps[0], factors[0], positions);
        else
            Two(output, outputStep, constant, (T*)maps[0], steps[0], factors[0], (T*)maps[1], steps[1], factors[1], positions);
        for (var t = 2; t < count; t++)
            Add(output, outputStep, (T*)maps[t], steps[t], factors[t], positions);
    }

    /// <summary>The scalar twin of <see cref="Plane"/>.</summary>
    public static void ScalarPlane(T* output, nint outputStep, V constant, nint* maps, nint* steps, V* factors, int count, int positions)
    {
        for (var p = 0; p < positions; p++)
        {
            for (var lane = 0; lane < V.Count; lane++)
            {
                var sum = ((T*)&constant)[lane];
                for (var t = 0; t < count; t++)
                    sum += ((T*)(factors + t))[lane] * ((T*)maps[t])[p * steps[t] + lane];
                output[p * outputStep + lane] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(T* output, nint outputStep, V constant, T* map, nint step, V factor, int positions)
    {
        for (var p = 0; p < positions; p++, output += outputStep, map += step)
            V.MultiplyAdd(factor, V.Load(map), constant).Store(output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(T* output, nint outputStep, V constant, T* map, nint step, V factor, T* other, nint otherStep, V otherFactor, int positions)
    {
        for (var p = 0; p < positions; p++, output += outputStep, map += step, other += otherStep)
            V.MultiplyAdd(otherFactor, V.Load(other), V.MultiplyAdd(factor, V.Load(map), constant)).Store(output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(T* output, nint outputStep, T* map, nint step, V factor, int positions)
    {
        for (var p = 0; p < positions; p++, output += outputStep, map += step)
            V.MultiplyAdd(factor, V.Load(map), V.Load(output)).Store(output);
    }
}
