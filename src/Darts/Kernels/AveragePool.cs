using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>output = the mean of those pixels of a window that lie inside the map; its gradient shares out equally among them.</summary>
internal static unsafe class AveragePool<T, V>
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
                V sum = default;
                for (var y = top; y < bottom; y++)
                {
                    for (var x = left; x < right; x++)
                        sum += V.Load(input + (y * width + x) * inputStep);
                }

                (sum * Share(top, bottom, left, right)).Store(output);
            }
        }
    }

    /// <summary>The scalar twin of <see cref="Forward"/>.</summary>
    public static void ScalarForward(in PoolWindow window, T* input, nint inputStep, int height, int width, T* output)
    {
        for (var i = 0; i < window.Outputs(height) * window.Outputs(width) * V.Count; i++)
        {
            var pixels = window.Pixels(i / V.Count, height, width);
            var sum = T.Zero;
            foreach (var pixel in pixels)
                sum += input[pixel * inputStep + i % V.Count];
            output[i] = sum / T.CreateTruncating(pixels.Count);
        }
    }

    /// <summary>The scalar twin of <see cref="Backward"/>.</summary>
    public static void ScalarBackward(in PoolWindow window, int height, int width, T* upstream, T* gradient)
    {
        for (var i = 0; i < window.Outputs(height) * window.Outputs(width) * V.Count; i++)
        {
            var pixels = window.Pixels(i / V.Count, height, width);
            foreach (var pixel in pixels)
                gradient[pixel * V.Count + i % V.Count] += upstream[i] / T.CreateTruncating(pixels.Count);
        }
    }

    /// <summary>Adds the gradient for the input of one plane of one block.</summary>
    /// <param name="window">The windows.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="upstream">First pixel of the gradient for the output.</param>
    /// <param name="gradient">First pixel of the gradient for the input.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(in PoolWindow window, int height, int width, T* upstream, T* gradient)
    {
        var (rows, columns) = (window.Outputs(height), window.Outputs(width));
        for (var i = 0; i < rows; i++)
        {
            var (top, bottom) = window.Range(i, height);
            for (var j = 0; j < columns; j++, upstream += V.Count)
            {
                var (left, right) = window.Range(j, width);
                var share = V.Load(upstream) * Share(top, bottom, left, right);
                for (var y = top; y < bottom; y++)
                {
                    for (var target = gradient + (nint)(y * width + left) * V.Count; target < gradient + (nint)(y * width + right) * V.Count; target += V.Count)
                        (V.Load(target) + share).Store(target);
                }
            }
        }
    }

    private static V Share(int top, int bottom, int left, int right) => V.Broadcast(T.One / T.CreateTruncating((bottom - top) * (right - left)));
}
