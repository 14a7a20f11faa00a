using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>Activations of a recurrent cell on vectors.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal static class Gates<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Beyond this exp of twice the number would overflow, and both functions are 1 or 0 to the last bit long before.</summary>
    private static readonly T Bound = T.CreateTruncating(40);

    private static V One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V.Broadcast(T.One);
    }

    /// <summary>1 / (1 + exp(-x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x) => One / (One + V.Exp(default(V) - x));

    /// <summary>The hyperbolic tangent and the sigmoid of one exponential: (1 - e²) / (1 + e²) and 1 / (1 + e) with e = exp(-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V tanh, V sigmoid) Both(V x)
    {
        var e = V.Exp(V.Max(V.Broadcast(-Bound), V.Min(V.Broadcast(Bound), default(V) - x)));
        var square = e * e;
        // Infinite and not a number stay what they are.
        var kept = x * default(V);
        return (((One - square) / (One + square)) + kept, (One / (One + e)) + kept);
    }

    /// <summary>max(x, 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Relu(V x) => V.Max(x, default);
}
