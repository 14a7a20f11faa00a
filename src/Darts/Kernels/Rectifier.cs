using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// output = max(scale * input + shift, 0), written into a plane inside its border of zeros: the input of a convolution. Scale and shift are those of
/// the batch norm before it, or 1 and 0.
/// </summary>
internal static unsafe class Rectifier<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Rectifies one plane of one block.</summary>
    /// <param name="input">First pixel; rows follow without gap.</param>
    /// <param name="inputStep">Numbers from one pixel to the next.</param>
    /// <param name="scale">Factor; zero in lanes without a sample.</param>
    /// <param name="shift">Addend; zero in lanes without a sample.</param>
    /// <param name="output">The plane, border included.</param>
    /// <param name="layout">The plane's layout.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Plane(T* input, nint inputStep, V scale, V shift, T* output, in MapLayout layout)
    {
        var row = output + layout.Inside;
        for (var i = 0; i < layout.Height; i++, row += layout.Row)
        {
            for (var pixel = row; pixel < row + layout.Width * V.Count; input += inputStep, pixel += V.Count)
            {
                Ahead.Fetch(input + Ahead.Pixels * inputStep);
                V.Max(V.MultiplyAdd(scale, V.Load(input), shift), default).Store(pixel);
            }
        }
    }

    /// <summary>Copies one plane of one block into its border, as it is.</summary>
    /// <param name="input">First pixel; rows follow without gap.</param>
    /// <param name="inputStep">Numbers from one pixel to the next.</param>
    /// <param name="output">The plane, border included.</param>
    /// <param name="layout">The plane's layout.</param>
    public static void Copy(T* input, nint inputStep, T* output, in MapLayout layout)
    {
        var row = output + layout.Inside;
        for (var i = 0; i < layout.Height; i++, row += layout.Row)
        {
            for (var pixel = row; pixel < row + layout.Width * V.Count; input += inputStep, pixel += V.Count)
                V.Load(input).Store(pixel);
        }
    }

    /// <summary>Clears the border of a plane.</summary>
    /// <param name="plane">The plane, border included.</param>
    /// <param name="layout">The plane's layout.</param>
    public static void ClearBorder(T* plane, in MapLayout layout)
    {
        // What lies between the inside of one row and that of the next is one piece.
        var width = layout.Width * layout.Lanes;
        new Span<T>(plane, layout.Inside).Clear();
        for (var row = 0; row + 1 < layout.Height; row++)
            new Span<T>(plane + layout.Inside + row * layout.Row + width, layout.Row - width).Clear();
        new Span<T>(plane + layout.Inside + (layout.Height - 1) * layout.Row + width, layout.Inside).Clear();
    }

    /// <summary>The scalar twin of <see cref="Plane"/> for one number.</summary>
    public static T Scalar(T input, T scale, T shift) => T.Max(scale * input + shift, T.Zero);

    /// <summary>
    /// The gradient of the rectifier: keeps the upstream gradient where scale * input + shift is positive. Of what is kept it takes the two sums
    /// that the batch norm before it needs, one a lane.
    /// </summary>
    /// <param name="upstream">The upstream gradient of a plane, overwritten.</param>
    /// <param name="input">What was rectified.</param>
    /// <param name="scale">As in <see cref="Plane"/>.</param>
    /// <param name="shift">As in <see cref="Plane"/>.</param>
    /// <param name="mean">The channel's mean.</param>
    /// <param name="positions">Pixels.</param>
    /// <returns>The sum of what is kept, and the sum of it times (input - mean).</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (V sum, V dot) Gate(T* upstream, T* input, V scale, V shift, T mean, int positions)
    {
        var center = V.Broadcast(mean);
        V sum = default, dot = default, otherSum = default, otherDot = default;
        var (i, end) = ((nint)0, (nint)positions * V.Count);
        for (; i + V.Count < end; i += 2 * V.Count)
        {
            Ahead.Fetch(input + i + Ahead.Pixels * V.Count);
            Ahead.Fetch(input + i + (Ahead.Pixels + 1) * V.Count);
            V x = V.Load(input + i), y = V.Load(input + i + V.Count);
            var kept = V.Keep(V.IsPositive(V.MultiplyAdd(scale, x, shift)), V.Load(upstream + i));
            var other = V.Keep(V.IsPositive(V.MultiplyAdd(scale, y, shift)), V.Load(upstream + i + V.Count));
            kept.Store(upstream + i);
            other.Store(upstream + i + V.Count);
            (sum, dot) = (sum + kept, V.MultiplyAdd(kept, x - center, dot));
            (otherSum, otherDot) = (otherSum + other, V.MultiplyAdd(other, y - center, otherDot));
        }

        if (i < end)
        {
            var x = V.Load(input + i);
            var kept = V.Keep(V.IsPositive(V.MultiplyAdd(scale, x, shift)), V.Load(upstream + i));
            kept.Store(upstream + i);
            (sum, dot) = (sum + kept, V.MultiplyAdd(kept, x - center, dot));
        }

        return (sum + otherSum, dot + otherDot);
    }

    /// <summary>The scalar twin of <see cref="Gate"/> for one number.</summary>
    public static T ScalarGate(T upstream, T input, T scale, T shift) => scale * input + shift > T.Zero ? upstream : T.Zero;
}
