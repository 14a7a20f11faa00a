using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>The step of clipped SGD: the norm that the clipping needs, momentum = decay of the past * momentum + (scale * gradient + weight decay * weight), and the sum that moves the weights.</summary>
internal static unsafe class MomentumUpdate<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>The sum of squares.</summary>
    /// <param name="values">First number.</param>
    /// <param name="count">Number of numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(T* values, nint count)
    {
        V a = default, b = default;
        var i = (nint)0;
        for (; i + 2 * V.Count <= count; i += 2 * V.Count)
        {
            V x = V.Load(values + i), y = V.Load(values + i + V.Count);
            (a, b) = (V.MultiplyAdd(x, x, a), V.MultiplyAdd(y, y, b));
        }

        var sum = double.CreateTruncating((a + b).Sum());
        for (; i < count; i++)
            sum += double.CreateTruncating(values[i] * values[i]);
        return sum;
    }

    /// <summary>Computes start + scale * direction.</summary>
    /// <param name="target">First number of the sums; may be that of the start or the direction.</param>
    /// <param name="start">First number of the start.</param>
    /// <param name="scale">Of the direction.</param>
    /// <param name="direction">First number of the direction.</param>
    /// <param name="count">Number of numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SetSum(T* target, T* start, T scale, T* direction, nint count)
    {
        var scales = V.Broadcast(scale);
        var i = (nint)0;
        for (; i + V.Count <= count; i += V.Count)
            V.MultiplyAdd(scales, V.Load(direction + i), V.Load(start + i)).Store(target + i);
        for (; i < count; i++)
            target[i] = start[i] + scale * direction[i];
    }

    /// <summary>Moves the momentum of one tensor.</summary>
    /// <param name="momentum">First number of the momentum.</param>
    /// <param name="gradient">First number of the gradient.</param>
    /// <param name="weight">First number of the weights.</param>
    /// <param name="past">What is kept of the momentum.</param>
    /// <param name="scale">Of the gradient.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="count">Number of numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Move(T* momentum, T* gradient, T* weight, T past, T scale, T decay, nint count)
    {
        var (pasts, scales, decays) = (V.Broadcast(past), V.Broadcast(scale), V.Broadcast(decay));
        var i = (nint)0;
        for (; i + V.Count <= count; i += V.Count)
            (pasts * V.Load(momentum + i) + (scales * V.Load(gradient + i) + decays * V.Load(weight + i))).Store(momentum + i);
        for (; i < count; i++)
            momentum[i] = Scalar(momentum[i], gradient[i], weight[i], past, scale, decay);
    }

    /// <summary>The scalar twin of <see cref="Move"/> for one number.</summary>
    public static T Scalar(T momentum, T gradient, T weight, T past, T scale, T decay) => past * momentum + (scale * gradient + decay * weight);
}
