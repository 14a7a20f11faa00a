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
        if (window.Slides(height, width))
        {
            for (var y = 0; y < height; y++, gradient += (nint)width * V.Count)
                BackwardRow(window, height, width, y, upstream, gradient);
            return;
        }

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

    /// <summary>A row of 3x3 windows of which two or three rows lie inside the map. The sums of two columns are known from the window before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow(T* input, nint inputStep, int width, int rows, T* output)
    {
        V edge = Share(0, rows, 0, 2), inside = Share(0, rows, 0, 3);
        var row = width * inputStep;
        V left = Column(input, row, rows), middle = Column(input += inputStep, row, rows);
        ((left + middle) * edge).Store(output);
        for (var j = 1; j < width - 1; j++)
        {
            var right = Column(input += inputStep, row, rows);
            ((left + middle + right) * inside).Store(output += V.Count);
            (left, middle) = (middle, right);
        }

        ((left + middle) * edge).Store(output + V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Column(T* input, nint row, int rows)
    {
        var sum = V.Load(input) + V.Load(input + row);
        return rows == 3 ? sum + V.Load(input + 2 * row) : sum;
    }

    /// <summary>
    /// The gradient for row y: pixel x lies in the windows (i, j), i = y - 1 to y + 1, j = x - 1 to x + 1. A window's share is the product of one over its
    /// rows, which is in a factor of its row, and one over its columns.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow(in PoolWindow window, int height, int width, int y, T* upstream, T* gradient)
    {
        var (first, end) = window.Range(y, height);
        var (rows, row) = (end - first, (nint)width * V.Count);
        V a = RowShare(window, first, height), b = RowShare(window, first + 1, height), c = RowShare(window, end - 1, height);
        V edge = Share(0, 1, 0, 2), inside = Share(0, 1, 0, 3);
        upstream += first * row;
        V left = Column(upstream, row, rows, a, b, c) * edge, middle = Column(upstream += V.Count, row, rows, a, b, c) * inside;
        (V.Load(gradient) + left + middle).Store(gradient);
        for (var x = 1; x < width - 2; x++)
        {
            var right = Column(upstream += V.Count, row, rows, a, b, c) * inside;
            gradient += V.Count;
            (V.Load(gradient) + left + middle + right).Store(gradient);
            (left, middle) = (middle, right);
        }

        var last = Column(upstream + V.Count, row, rows, a, b, c) * edge;
        gradient += V.Count;
        (V.Load(gradient) + left + middle + last).Store(gradient);
        gradient += V.Count;
        (V.Load(gradient) + middle + last).Store(gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Column(T* upstream, nint row, int rows, V a, V b, V c)
    {
        var sum = V.MultiplyAdd(V.Load(upstream), a, V.Load(upstream + row) * b);
        return rows == 3 ? V.MultiplyAdd(V.Load(upstream + 2 * row), c, sum) : sum;
    }

    private static V RowShare(in PoolWindow window, int row, int height)
    {
        var (top, bottom) = window.Range(row, height);
        return Share(top, bottom, 0, 1);
    }

    private static V Share(int top, int bottom, int left, int right) => V.Broadcast(T.One / T.CreateTruncating((bottom - top) * (right - left)));
}
