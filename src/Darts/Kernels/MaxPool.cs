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

    /// <summary>The scalar twin of <see cref="Forward"/>.</summary>
    public static void ScalarForward(in PoolWindow window, T* input, nint inputStep, int height, int width, T* output)
    {
        for (var i = 0; i < window.Outputs(height) * window.Outputs(width) * V.Count; i++)
        {
            var (first, lane) = (true, i % V.Count);
            foreach (var pixel in window.Pixels(i / V.Count, height, width))
            {
                var value = input[pixel * inputStep + lane];
                (output[i], first) = (first || value > output[i] ? value : output[i], false);
            }
        }
    }

    /// <summary>The scalar twin of <see cref="Backward"/>.</summary>
    public static void ScalarBackward(in PoolWindow window, T* input, nint inputStep, int height, int width, T* output, T* upstream, T* gradient)
    {
        for (var i = 0; i < window.Outputs(height) * window.Outputs(width) * V.Count; i++)
        {
            var lane = i % V.Count;
            foreach (var pixel in window.Pixels(i / V.Count, height, width))
            {
                if (input[pixel * inputStep + lane] != output[i])
                    continue;
                gradient[pixel * V.Count + lane] += upstream[i];
                break;
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
            for (var j = 0; j < columns;)
            {
                var (left, right) = window.Range(j, width);
                var whole = window is { Kernel: 3, Stride: 1 } && bottom - top == 3 && right - left == 3 ? width - left - 2 : 0;
                var pixel = (nint)top * width + left;
                if (whole > 0)
                    Row(input + pixel * inputStep, inputStep, width, output, upstream, gradient + pixel * V.Count, whole);
                else
                    Window(input + pixel * inputStep, inputStep, width, V.Load(output), V.Load(upstream), gradient + pixel * V.Count, bottom - top, right - left);
                var done = Math.Max(whole, 1);
                j += done;
                output += done * V.Count;
                upstream += done * V.Count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Window(T* input, nint inputStep, int width, V largest, V share, T* gradient, int rows, int columns)
    {
        for (var y = 0; y < rows; y++, input += width * inputStep, gradient += (nint)width * V.Count)
        {
            for (var x = 0; x < columns; x++)
            {
                var target = gradient + (nint)x * V.Count;
                Give(V.Load(input + x * inputStep), largest, ref share, V.Load(target)).Store(target);
            }
        }
    }

    /// <summary>Whole 3x3 windows side by side: three pixels of each are new, and three of their gradients complete.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(T* input, nint inputStep, int width, T* output, T* upstream, T* gradient, int count)
    {
        T* second = input + width * inputStep, third = second + width * inputStep;
        T* secondGradient = gradient + (nint)width * V.Count, thirdGradient = secondGradient + (nint)width * V.Count;
        V a0 = V.Load(input), a1 = V.Load(input + inputStep), b0 = V.Load(second), b1 = V.Load(second + inputStep), c0 = V.Load(third), c1 = V.Load(third + inputStep);
        V ga0 = V.Load(gradient), ga1 = V.Load(gradient + V.Count), gb0 = V.Load(secondGradient), gb1 = V.Load(secondGradient + V.Count);
        V gc0 = V.Load(thirdGradient), gc1 = V.Load(thirdGradient + V.Count);
        for (var (j, at, to) = (0, 2 * inputStep, (nint)0); j < count; j++, at += inputStep, to += V.Count)
        {
            V a2 = V.Load(input + at), b2 = V.Load(second + at), c2 = V.Load(third + at);
            V largest = V.Load(output + to), share = V.Load(upstream + to);
            Give(a0, largest, ref share, ga0).Store(gradient + to);
            ga0 = Give(a1, largest, ref share, ga1);
            ga1 = Give(a2, largest, ref share, V.Load(gradient + to + 2 * V.Count));
            Give(b0, largest, ref share, gb0).Store(secondGradient + to);
            gb0 = Give(b1, largest, ref share, gb1);
            gb1 = Give(b2, largest, ref share, V.Load(secondGradient + to + 2 * V.Count));
            Give(c0, largest, ref share, gc0).Store(thirdGradient + to);
            gc0 = Give(c1, largest, ref share, gc1);
            gc1 = Give(c2, largest, ref share, V.Load(thirdGradient + to + 2 * V.Count));
            (a0, a1, b0, b1, c0, c1) = (a1, a2, b1, b2, c1, c2);
        }

        gradient += (nint)count * V.Count;
        secondGradient += (nint)count * V.Count;
        thirdGradient += (nint)count * V.Count;
        ga0.Store(gradient);
        ga1.Store(gradient + V.Count);
        gb0.Store(secondGradient);
        gb1.Store(secondGradient + V.Count);
        gc0.Store(thirdGradient);
        gc1.Store(thirdGradient + V.Count);
    }

    /// <summary>The gradient of a pixel with its part of a window's: the lanes where it is the first that equals the output; nothing is left there for later pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Give(V pixel, V largest, ref V share, V gradient)
    {
        var first = V.Equal(pixel, largest);
        gradient += V.Keep(first, share);
        share = V.Drop(first, share);
        return gradient;
    }
}
