using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// One branch of a stage on maps of one size: its weights, and where its taps lie. A convolution over channels is a 1x1 convolution of as many planes as
/// it has taps and channels: what one tap sees of one channel is a plane.
/// </summary>
internal sealed unsafe class BranchRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly MapLayout source;
    private readonly BranchGeometry geometry;
    private readonly ConvolutionBranch branch;
    private T* filters;

    public BranchRun(ConvolutionBranch branch, in MapLayout source)
    {
        (this.branch, this.source) = (branch, source);
        geometry = BranchGeometry.Of(FilterTaps.Of(branch), source);
        Outputs = (int)branch.Pointwise.out_channels;
        HasFilter = branch.Depthwise is not null;
        Direct = !HasFilter && Taps is { Kernel: 1, Stride: 1, Padding: 0 } && source.Border == 0;
        Between = geometry.Between with { Channels = source.Channels * PlanesOfChannel };
    }

    public FilterTaps Taps => geometry.Taps;

    /// <summary>Layout of the gradient between the depthwise and the 1x1 convolution.</summary>
    public MapLayout Between { get; }

    public int Outputs { get; }

    /// <summary>Planes that the 1x1 convolution reads.</summary>
    public int Inputs => Between.Channels;

    /// <summary>The weights of the 1x1 convolution, [outputs, inputs].</summary>
    public T* Matrix { get; private set; }

    /// <summary>Whether there is a depthwise convolution.</summary>
    public bool HasFilter { get; }

    /// <summary>Whether the 1x1 convolution reads the source itself.</summary>
    public bool Direct { get; }

    /// <summary>Multiply-adds of one output pixel.</summary>
    public double Cost => (double)Inputs * (Outputs + (Direct ? 0 : HasFilter ? Taps.Count : 1));

    /// <summary>Says where the weights lie, which is not known for longer than a pass.</summary>
    public void Bind()
    {
        Matrix = TensorData.Pointer<T>(branch.Pointwise.weight!);
        filters = branch.Depthwise is { } filter ? TensorData.Pointer<T>(filter.weight!) : null;
    }

    private int PlanesOfChannel => HasFilter ? 1 : Taps.Count;

    /// <summary>The rows of the depthwise convolution that a tile needs, of all channels.</summary>
    /// <param name="map">The source of one block.</param>
    /// <param name="first">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="tile">Room for [channel][pixel].</param>
    /// <param name="plane">Numbers from one channel of the tile to the next.</param>
    /// <param name="ahead">What is fetched into the cache meanwhile; channels without filter fetch nothing.</param>
    /// <param name="aheadPlane">Numbers from one channel of that to the next.</param>
    /// <returns>The tile, or where the source holds it already, and its plane.</returns>
    public (nint tile, nint plane) Depthwise(T* map, int first, int rows, T* tile, nint plane, T* ahead, nint aheadPlane)
    {
        if (Direct)
            return ((nint)(map + (nint)first * source.Row), source.Plane);
        for (var c = 0; c < source.Channels; c++)
        {
            var input = map + (nint)c * source.Plane + source.Inside + (nint)first * Taps.Stride * source.Row;
            if (HasFilter)
                Filter(input, filters + (nint)c * Taps.Count, rows, tile + c * plane, ahead + c * aheadPlane);
            else
                Gather(input, rows, tile + c * Taps.Count * plane, plane);
            FetchNext(map + (nint)c * source.Plane, first + rows, rows);
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

    private void Filter(T* input, T* filter, int rows, T* tile, T* ahead)
    {
        fixed (TapRun* runs = geometry.Runs)
            Forward(input, rows, tile, geometry.Phases, runs, geometry.Runs.Length, filter, ahead);
    }

    /// <summary>What each tap sees of a channel, plane by plane.</summary>
    private void Gather(T* input, int rows, T* tile, nint plane)
    {
        var one = T.One;
        for (var t = 0; t < Taps.Count; t++)
        {
            var run = TapRun.Single(geometry.Offsets[t]);
            Forward(input, rows, tile + t * plane, 1, &run, 1, &one, tile);
        }
    }

    private void Forward(T* input, int rows, T* tile, int phases, TapRun* runs, int runCount, T* weights, T* ahead) => Stencil<T, V>.Rows(
        tile, Between.Width * V.Count, 1, rows, Between.Width, input, Taps.Stride * source.Row, Taps.Stride, phases, runs, runCount, weights, fresh: true, ahead);

    /// <summary>Adds the gradient for one plane of the source, without border.</summary>
    /// <param name="between">Gradient between the convolutions, of one block.</param>
    /// <param name="channel">Number of the channel.</param>
    /// <param name="target">First pixel of the plane.</param>
    /// <param name="fresh">Overwrite.</param>
    /// <param name="ahead">What is fetched into the cache meanwhile.</param>
    public void InputGradient(T* between, int channel, T* target, bool fresh, T* ahead)
    {
        between += (nint)channel * PlanesOfChannel * Between.Plane + Between.Inside;
        foreach (var pixels in geometry.Mirrored)
        {
            var output = target + ((nint)pixels.Row * source.Width + pixels.Column) * V.Count;
            if (HasFilter)
                Filter(pixels, between, filters + (nint)channel * Taps.Count, output, fresh, ahead);
            else
                Scatter(pixels, between, output, fresh);
        }
    }

    private void Filter(MirroredTaps pixels, T* between, T* filter, T* output, bool fresh, T* ahead)
    {
        var weights = stackalloc T[Taps.Count];
        for (var t = 0; t < pixels.Taps.Length; t++)
            weights[t] = filter[pixels.Taps[t]];
        fixed (TapRun* runs = pixels.Runs)
            Backward(pixels, between, geometry.Phases, runs, pixels.Runs.Length, weights, output, fresh, ahead);
    }

    /// <summary>Adds what each tap gives back. Pixels that no tap sees get zeros.</summary>
    private void Scatter(MirroredTaps pixels, T* between, T* output, bool fresh)
    {
        var one = T.One;
        if (fresh && pixels.Taps.Length == 0)
            Backward(pixels, between, 1, null, 0, &one, output, fresh, output);
        for (var t = 0; t < pixels.Taps.Length; t++)
        {
            var run = TapRun.Single(pixels.Offsets[t]);
            Backward(pixels, between + (nint)pixels.Taps[t] * Between.Plane, 1, &run, 1, &one, output, fresh && t == 0, output);
        }
    }

    private void Backward(MirroredTaps pixels, T* between, int phases, TapRun* runs, int runCount, T* weights, T* output, bool fresh, T* ahead) => Stencil<T, V>.Rows(
        output, (nint)Taps.Stride * source.Width * V.Count, Taps.Stride, pixels.Rows, pixels.Columns, between, Between.Row, 1, phases, runs, runCount, weights, fresh, ahead);

    /// <summary>Adds the gradient for the depthwise filter of one channel.</summary>
    /// <param name="between">Gradient between the convolutions, of one block.</param>
    /// <param name="channel">Number of the channel.</param>
    /// <param name="map">The source's plane, border included.</param>
    /// <param name="gradient">Of the filter.</param>
    public void FilterGradient(T* between, int channel, T* map, T* gradient)
    {
        fixed (nint* offset = geometry.Offsets)
        {
            StencilGradient<T, V>.Add(between + (nint)channel * Between.Plane + Between.Inside, Between.Row, Between.Height, Between.Width, map + source.Inside, Taps.Stride * source.Row, Taps.Stride, offset, gradient, Taps.Count);
        }
    }
}
