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
    /// <summary>Wider maps take the general way: two rows of them, at most 64 KB, would be much for the stack.</summary>
    private const int WidestSliding = 512;

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
        var sliding = window.Slides(height, width);
        for (var i = 0; i < rows; i++)
        {
            var (top, bottom) = window.Range(i, height);
            if (sliding)
            {
                ForwardRow(input + (nint)top * width * inputStep, inputStep, width, bottom - top, output);
                output += (nint)width * V.Count;
                continue;
            }

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
        if (window.Slides(height, width) && width <= WidestSliding)
        {
            SlidingBackward(input, inputStep, height, width, output, upstream, gradient);
            return;
        }

        var (rows, columns) = (window.Outputs(height), window.Outputs(width));
        for (var i = 0; i < rows; i++)
        {
            var (top, bottom) = window.Range(i, height);
            for (var j = 0; j < columns; j++, output += V.Count, upstream += V.Count)
            {
                var (left, right) = window.Range(j, width);
                var pixel = (nint)top * width + left;
                Window(input + pixel * inputStep, inputStep, width, V.Load(output), V.Load(upstream), gradient + pixel * V.Count, bottom - top, right - left);
            }
        }
    }

    /// <summary>A row of 3x3 windows of which two or three rows lie inside the map. The largest of two columns are known from the window before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow(T* input, nint inputStep, int width, int rows, T* output)
    {
        var row = width * inputStep;
        V left = Column(input, row, rows), middle = Column(input += inputStep, row, rows);
        V.Max(left, middle).Store(output);
        for (var j = 1; j < width - 1; j++)
        {
            var right = Column(input += inputStep, row, rows);
            V.Max(V.Max(left, middle), right).Store(output += V.Count);
            (left, middle) = (middle, right);
        }

        V.Max(left, middle).Store(output + V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Column(T* input, nint row, int rows)
    {
        var largest = V.Max(V.Load(input), V.Load(input + row));
        return rows == 3 ? V.Max(largest, V.Load(input + 2 * row)) : largest;
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

    /// <summary>
    /// 3x3 windows around every pixel. The first pixel in scan order lies in the first row whose largest of three pixels equals the output, and is
    /// the first of these three: so a row takes its part of the gradients of the windows above, around and below it, and shares that out among its pixels.
    /// </summary>
    private static void SlidingBackward(T* input, nint inputStep, int height, int width, T* output, T* upstream, T* gradient)
    {
        // Of every window above and around the row, what earlier rows have not taken.
        var row = (nint)width * V.Count;
        T* above = stackalloc T[(int)row], around = stackalloc T[(int)row];
        new Span<T>(above, (int)row).Clear();
        new Span<T>(upstream, (int)row).CopyTo(new Span<T>(around, (int)row));
        for (var y = 0; y < height; y++, input += width * inputStep, output += row, gradient += row)
            BackwardRow(input, inputStep, width, above, around, output, y + 1 < height ? upstream += row : null, gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow(T* input, nint inputStep, int width, T* above, T* around, T* output, T* below, T* gradient)
    {
        var (row, end) = ((nint)width * V.Count, (nint)(width - 1) * V.Count);
        V left, middle = V.Load(input), right = V.Load(input += inputStep);
        var largest = V.Max(middle, right);
        var share = Take(largest, 0, row, above, around, output, below);
        var part = V.KeepEqual(middle, largest, share);
        V leftGradient, middleGradient = V.Load(gradient) + part, rightGradient = V.Load(gradient + V.Count) + (share - part);
        for (var at = (nint)V.Count; at < end; at += V.Count)
        {
            (left, middle, right) = (middle, right, V.Load(input += inputStep));
            (leftGradient, middleGradient, rightGradient) = (middleGradient, rightGradient, V.Load(gradient + at + V.Count));
            largest = V.Max(V.Max(left, middle), right);
            share = Take(largest, at, row, above, around, output, below);
            part = V.KeepEqual(left, largest, share);
            (leftGradient + part).Store(gradient + at - V.Count);
            share -= part;
            part = V.KeepEqual(middle, largest, share);
            middleGradient += part;
            rightGradient += share - part;
        }

        largest = V.Max(middle, right);
        share = Take(largest, end, row, above, around, output, below);
        part = V.KeepEqual(middle, largest, share);
        (middleGradient + part).Store(gradient + end - V.Count);
        (rightGradient + (share - part)).Store(gradient + end);
    }

    /// <summary>
    /// What the gradients of three windows give to a row: the window above, whose last row it is, all that is left; the windows around and below, if the row has their output.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Take(V largest, nint at, nint row, T* above, T* around, T* output, T* below)
    {
        var left = V.Load(around + at);
        var part = V.KeepEqual(largest, V.Load(output + at), left);
        var taken = V.Load(above + at) + part;
        (left - part).Store(above + at);
        if (below is null)
            return taken;
        left = V.Load(below + at);
        part = V.KeepEqual(largest, V.Load(output + row + at), left);
        (left - part).Store(around + at);
        return taken + part;
    }

    /// <summary>The gradient of a pixel with its part of a window's: the lanes where it is the first that equals the output; nothing is left there for later pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Give(V pixel, V largest, ref V share, V gradient)
    {
        var part = V.KeepEqual(pixel, largest, share);
        share -= part;
        return gradient + part;
    }
}
