using System.Collections.Concurrent;

namespace Darts.Kernels;

/// <summary>Where the taps of a filter lie in maps of one size. There are few sizes in a network, so each is worked out once.</summary>
internal sealed record BranchGeometry
{
    private static readonly ConcurrentDictionary<(FilterTaps, MapLayout), BranchGeometry> Known = [];

    private BranchGeometry(FilterTaps taps, MapLayout source)
    {
        Taps = taps;
        Offsets = taps.Offsets(source);
        Phases = taps.Phases;
        Runs = TapRun.Of(Offsets, Phases * taps.Stride * source.Lanes);
        Between = new MapLayout(source.Channels, taps.Outputs(source.Height), taps.Outputs(source.Width), taps.OutputBorder(source.Height, source.Width), source.Lanes);
        Mirrored = taps.Mirror(source.Height, source.Width, Between);
    }

    /// <summary>The filter.</summary>
    public FilterTaps Taps { get; }

    /// <summary>Of every tap, where it lies in the source.</summary>
    public nint[] Offsets { get; }

    /// <summary>As <see cref="FilterTaps.Phases"/>.</summary>
    public int Phases { get; }

    /// <summary>The taps in runs.</summary>
    public TapRun[] Runs { get; }

    /// <summary>Layout of the gradient between the depthwise and the 1x1 convolution: of the filter's outputs, with the border that the way back needs.</summary>
    public MapLayout Between { get; }

    /// <summary>The filter seen from its input.</summary>
    public MirroredTaps[] Mirrored { get; }

    /// <summary>The geometry of a filter on a map.</summary>
    /// <param name="taps">The filter.</param>
    /// <param name="source">The map.</param>
    public static BranchGeometry Of(FilterTaps taps, in MapLayout source) => Known.GetOrAdd((taps, source), static key => new BranchGeometry(key.Item1, key.Item2));
}
