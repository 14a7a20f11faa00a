using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// output = max(scale * input + shift, 0), written into a plane with a border of zeros: the input of a convolution. Scale and shift are those of
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
        var border = layout.Border * layout.Lanes;
        new Span<T>(output, layout.Border * layout.Row).Clear();
        var row = output + layout.Border * layout.Row;
        for (var i = 0; i < layout.Height; i++, row += layout.Row)
        {
            new Span<T>(row, border).Clear();
            var pixel = row + border;
            for (var j = 0; j < layout.Width; j++, input += inputStep, pixel += V.Count)
                V.Max(V.MultiplyAdd(scale, V.Load(input), shift), default).Store(pixel);
            new Span<T>(pixel, border).Clear();
        }

        new Span<T>(row, layout.Border * layout.Row).Clear();
    }

    /// <summary>The scalar twin of <see cref="Plane"/> for one number.</summary>
    public static T Scalar(T input, T scale, T shift) => T.Max(scale * input + shift, T.Zero);

    /// <summary>
    /// The gradient of the rectifier: keeps the upstream gradient where scale * input + shift is positive.
    /// </summary>
    /// <param name="upstream">The upstream gradient of a plane, overwritten.</param>
    /// <param name="input">What was rectified.</param>
    /// <param name="scale">As in <see cref="Plane"/>.</param>
    /// <param name="shift">As in <see cref="Plane"/>.</param>
    /// <param name="positions">Pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gate(T* upstream, T* input, V scale, V shift, int positions)
    {
        for (var i = (nint)0; i < (nint)positions * V.Count; i += V.Count)
            V.Keep(V.IsPositive(V.MultiplyAdd(scale, V.Load(input + i), shift)), V.Load(upstream + i)).Store(upstream + i);
    }
}
