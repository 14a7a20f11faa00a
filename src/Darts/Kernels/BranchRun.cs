using System.Numerics;

namespace Darts.Kernels;

/// <summary>One branch of a stage on maps of one size: its weights, and where its taps lie.</summary>
internal sealed unsafe class BranchRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private static readonly T[] One = [T.One];

    private readonly MapLayout source;
    private readonly BranchGeometry geometry;
    private readonly T* filters;

    public BranchRun(ConvolutionBranch branch, in MapLayout source)
    {
        this.source = source;
        geometry = BranchGeometry.Of(FilterTaps.Of(branch), source);
        Outputs = (int)branch.Pointwise.out_channels;
        Matrix = TensorData.Pointer<T>(branch.Pointwise.weight!);
        filters = branch.Depthwise is { } filter ? TensorData.Pointer<T>(filter.weight!) : null;
        Direct = filters is null && Taps is { Stride: 1, Padding: 0 } && source.Border == 0;
    }

    public FilterTaps Taps => geometry.Taps;

    /// <summary>Layout of the gradient between the depthwise and the 1x1 convolution.</summary>
    public MapLayout Between => geometry.Between;

    public int Outputs { get; }

    public int Inputs => source.Channels;

    /// <summary>The weights of the 1x1 convolution, [outputs, inputs].</summary>
    public T* Matrix { get; }

    /// <summary>Whether there is a depthwise convolution.</summary>
    public bool HasFilter => filters is not null;

    /// <summary>Whether the 1x1 convolution reads the source itself.</summary>
    public bool Direct { get; }

    /// <summary>Multiply-adds of one output pixel.</summary>
    public double Cost => (double)Inputs * (Outputs + (Direct ? 0 : Taps.Count));

    /// <summary>The rows of the depthwise convolution that a tile needs, of all channels.</summary>
    /// <param name="map">The source of one block.</param>
    /// <param name="first">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="tile">Room for [channel][pixel].</param>
    /// <param name="plane">Numbers from one channel of the tile to the next.</param>
    /// <returns>The tile, or where the source holds it already, and its plane.</returns>
    public (nint tile, nint plane) Depthwise(T* map, int first, int rows, T* tile, nint plane)
    {
        if (Direct)
            return ((nint)(map + (nint)first * source.Row), source.Plane);
        var (width, taps) = (Between.Width, Taps);
        fixed (TapRun* runs = geometry.Runs)
        fixed (T* one = One)
        {
            for (var c = 0; c < Inputs; c++)
            {
                var input = map + (nint)c * source.Plane + source.Inside + (nint)first * taps.Stride * source.Row;
                var filter = filters is null ? one : filters + (nint)c * taps.Count;
                Stencil<T, V>.Rows(tile + c * plane, width * V.Count, 1, rows, width, input, taps.Stride * source.Row, taps.Stride, geometry.Phases, runs, geometry.Runs.Length, filter, fresh: true);
                FetchNext(map + (nint)c * source.Plane, first + rows, rows);
            }
        }

        return ((nint)tile, plane);
    }

    /// <summary>Fetches the rows that some further outputs read and those before them do not.</summary>
    private void FetchNext(T* plane, int first, int rows)
    {
        var row = plane + ((nint)first * Taps.Stride + 2 * source.Border) * source.Row;
        for (var end = row + (nint)rows * Taps.Stride * source.Row; row < end; row += 64 / sizeof(T))
            Ahead.Fetch(row);
    }

    /// <summary>Adds the gradient for one plane of the source, without border.</summary>
    /// <param name="between">Gradient between the convolutions, of one plane, border included.</param>
    /// <param name="channel">Number of the channel.</param>
    /// <param name="target">First pixel of the plane.</param>
    /// <param name="fresh">Overwrite.</param>
    public void InputGradient(T* between, int channel, T* target, bool fresh)
    {
        var weights = stackalloc T[Taps.Count];
        var filter = filters is null ? null : filters + (nint)channel * Taps.Count;
        foreach (var pixels in geometry.Mirrored)
        {
            for (var t = 0; t < pixels.Taps.Length; t++)
                weights[t] = filter is null ? T.One : filter[pixels.Taps[t]];
            fixed (TapRun* runs = pixels.Runs)
            {
                var output = target + ((nint)pixels.Row * source.Width + pixels.Column) * V.Count;
                Stencil<T, V>.Rows(
                    output, (nint)Taps.Stride * source.Width * V.Count, Taps.Stride, pixels.Rows, pixels.Columns, between + Between.Inside, Between.Row, 1, geometry.Phases, runs, pixels.Runs.Length, weights, fresh);
            }
        }
    }

    /// <summary>Adds the gradient for the depthwise filter of one channel.</summary>
    /// <param name="between">Gradient between the convolutions, of one plane, border included.</param>
    /// <param name="map">The source's plane, border included.</param>
    /// <param name="gradient">Of the filter.</param>
    public void FilterGradient(T* between, T* map, T* gradient)
    {
        fixed (nint* offset = geometry.Offsets)
        {
            StencilGradient<T, V>.Add(between + Between.Inside, Between.Row, Between.Height, Between.Width, map + source.Inside, Taps.Stride * source.Row, Taps.Stride, offset, gradient, Taps.Count);
        }
    }
}
