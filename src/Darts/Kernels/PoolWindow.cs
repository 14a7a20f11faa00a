namespace Darts.Kernels;

/// <summary>The windows of a pool: square, with padding that holds no pixels.</summary>
/// <param name="Maximum">Take the largest pixel, not the mean.</param>
/// <param name="Kernel">Side of a window.</param>
/// <param name="Stride">Pixels from one window to the next.</param>
/// <param name="Padding">Pixels that the first window reaches beyond the map.</param>
internal readonly record struct PoolWindow(bool Maximum, int Kernel, int Stride, int Padding)
{
    /// <summary>Number of windows along a side.</summary>
    /// <param name="size">Pixels of the side.</param>
    public int Outputs(int size) => (size + 2 * Padding - Kernel) / Stride + 1;

    /// <summary>Layout of the windows' results.</summary>
    /// <param name="map">Layout of a map without border.</param>
    public MapLayout Outputs(in MapLayout map) => map with { Height = Outputs(map.Height), Width = Outputs(map.Width) };

    /// <summary>The pixels of a window along a side, first and one after last.</summary>
    /// <param name="output">Number of the window.</param>
    /// <param name="size">Pixels of the side.</param>
    public (int first, int end) Range(int output, int size)
    {
        var start = output * Stride - Padding;
        return (Math.Max(start, 0), Math.Min(start + Kernel, size));
    }

    /// <summary>
    /// Whether every pixel has a 3x3 window around it, so that a window's columns are the next window's too, and the windows that hold a pixel are
    /// those around the pixels of its own window.
    /// </summary>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    public bool Slides(int height, int width) => this is { Kernel: 3, Stride: 1, Padding: 1 } && height >= 3 && width >= 3;

    /// <summary>The pixels of a window, in scan order.</summary>
    /// <param name="output">Number of the window, in scan order.</param>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    public IReadOnlyList<int> Pixels(int output, int height, int width)
    {
        var ((top, bottom), (left, right)) = (Range(output / Outputs(width), height), Range(output % Outputs(width), width));
        return [.. Enumerable.Range(top, bottom - top).SelectMany(y => Enumerable.Range(left, right - left).Select(x => y * width + x))];
    }
}
