using System.Numerics;

namespace Darts.Kernels;

/// <summary>One branch of a stage on maps of one size: its weights, and where its taps lie.</summary>
internal sealed unsafe class BranchRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private static readonly T[] One = [T.One];

    private readonly MapLayout source;
    private readonly nint[] offsets;

    public BranchRun(ConvolutionBranch branch, in MapLayout source)
    {
        this.source = source;
        Branch = branch;
        Taps = FilterTaps.Of(branch);
        offsets = Taps.Offsets(source);
        (Height, Width) = (Taps.Outputs(source.Height), Taps.Outputs(source.Width));
        Between = new MapLayout(source.Channels, Height, Width, Taps.OutputBorder(source.Height, source.Width), V.Count);
        Mirrored = Taps.Mirror(source.Height, source.Width, Between);
    }

    public ConvolutionBranch Branch { get; }

    public FilterTaps Taps { get; }

    /// <summary>Rows of the output.</summary>
    public int Height { get; }

    /// <summary>Columns of the output.</summary>
    public int Width { get; }

    /// <summary>Layout of the gradient between the depthwise and the 1x1 convolution.</summary>
    public MapLayout Between { get; }

    public MirroredTaps[] Mirrored { get; }

    public int Outputs => (int)Branch.Pointwise.out_channels;

    public int Inputs => source.Channels;

    /// <summary>Whether the 1x1 convolution reads the source itself.</summary>
    public bool Direct => Branch.Depthwise is null && Taps is { Stride: 1, Padding: 0 } && source.Border == 0;

    /// <summary>Multiply-adds of one output pixel.</summary>
    public double Cost => (double)Inputs * (Outputs + (Direct ? 0 : Taps.Count));

    public T* Matrix => TensorData.Pointer<T>(Branch.Pointwise.weight!);

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
        var filters = Branch.Depthwise is { } filter ? TensorData.Pointer<T>(filter.weight!) : null;
        fixed (nint* offset = offsets)
        fixed (T* one = One)
        {
            for (var c = 0; c < Inputs; c++)
            {
                var input = map + (nint)c * source.Plane + source.Inside + (nint)first * Taps.Stride * source.Row;
                for (var row = 0; row < rows; row++, input += Taps.Stride * source.Row)
                    Stencil<T, V>.Row(tile + c * plane + (nint)row * Width * V.Count, 1, Width, input, Taps.Stride, offset, filters is null ? one : filters + (nint)c * Taps.Count, Taps.Count, fresh: true);
            }
        }

        return ((nint)tile, plane);
    }

    /// <summary>Adds the gradient for one plane of the source, without border.</summary>
    /// <param name="between">Gradient between the convolutions, of one plane, border included.</param>
    /// <param name="channel">Number of the channel.</param>
    /// <param name="target">First pixel of the plane.</param>
    /// <param name="fresh">Overwrite.</param>
    public void InputGradient(T* between, int channel, T* target, bool fresh)
    {
        var weights = stackalloc T[Taps.Count];
        var filter = Branch.Depthwise is { } depthwise ? TensorData.Pointer<T>(depthwise.weight!) + (nint)channel * Taps.Count : null;
        foreach (var pixels in Mirrored)
        {
            for (var t = 0; t < pixels.Taps.Length; t++)
                weights[t] = filter is null ? T.One : filter[pixels.Taps[t]];
            fixed (nint* offset = pixels.Offsets)
            {
                for (var row = 0; row < pixels.Rows; row++)
                {
                    var output = target + ((nint)(row * Taps.Stride + pixels.Row) * source.Width + pixels.Column) * V.Count;
                    Stencil<T, V>.Row(output, Taps.Stride, pixels.Columns, between + Between.Inside + (nint)row * Between.Row, 1, offset, weights, pixels.Taps.Length, fresh);
                }
            }
        }
    }

    /// <summary>Adds the gradient for the depthwise filter of one channel.</summary>
    /// <param name="between">Gradient between the convolutions, of one plane, border included.</param>
    /// <param name="map">The source's plane, border included.</param>
    /// <param name="gradient">Of the filter.</param>
    public void FilterGradient(T* between, T* map, T* gradient)
    {
        fixed (nint* offset = offsets)
        {
            StencilGradient<T, V>.Add(between + Between.Inside, Between.Row, Height, Width, map + source.Inside, Taps.Stride * source.Row, Taps.Stride, offset, gradient, Taps.Count);
        }
    }
}
