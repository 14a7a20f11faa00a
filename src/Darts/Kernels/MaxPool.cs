using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// output = the largest pixel of a window. Its gradient goes to the first pixel, in scan order, that equals the output, as in libtorch.
/// </summary>
internal static unsafe class MaxPool<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Pools one plane of one block.</summary>
    /// <param name="window">The windows.</param>
    /// <param name="input">First pixel; rows follow without gap.</param>
    /// <param name="inputStep">Numbers from one pixel to the next.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="output">First pixel of the output.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(in PoolWindow window, T* input, nint inputStep, int height, int width, T* output)
    {
        var (rows, columns) = (window.Outputs(height), window.Outputs(width));
        for (var i = 0; i < rows; i++)
        {
            var (top, bottom) = window.Range(i, height);
            for (var j = 0; j < columns; j++, output += V.Count)
            {
                var (left, right) = window.Range(j, width);
                var largest = V.Load(input + (top * width + left) * inputStep);
                for (var y = top; y < bottom; y++)
                {
                    for (var x = left; x < right; x++)
                        largest = V.Max(largest, V.Load(input + (y * width + x) * inputStep));
                }

                largest.Store(output);
            }
        }
    }

    /// <summary>Adds the gradient for the input of one plane of one block.</summary>
    /// <param name="window">The windows.</param>
    /// <param name="input">First pixel of the input.</param>
    /// <param name="inputStep">Numbers from one pixel of it to the next.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="output">First pixel of the output.</param>
    /// <param name="upstream">First pixel of the gradient for the output.</param>
    /// <param name="gradient">First pixel of the gradient for the input.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(in PoolWindow window, T* input, nint inputStep, int height, int width, T* output, T* upstream, T* gradient)
    {
        var (rows, columns) = (window.Outputs(height), window.Outputs(width));
        for (var i = 0; i < rows; i++)
        {
            var (top, bottom) = window.Range(i, height);
            for (var j = 0; j < columns; j++, output += V.Count, upstream += V.Count)
            {
                var (left, right) = window.Range(j, width);
                var (largest, share) = (V.Load(output), V.Load(upstream));
                for (var y = top; y < bottom; y++)
                {
                    for (var x = left; x < right; x++)
                    {
                        var pixel = y * width + x;
                        var first = V.Equal(V.Load(input + pixel * inputStep), largest);
                        var target = gradient + (nint)pixel * V.Count;
                        (V.Load(target) + V.Keep(first, share)).Store(target);
                        // Nothing is left for later pixels of the window.
                        share = V.Drop(first, share);
                    }
                }
            }
        }
    }
}
