using System.Numerics;

namespace Darts.Kernels;

/// <summary>A state, bound to one pass after the other, and what all edges that leave it share: its rectified map and its pools.</summary>
internal sealed unsafe class StateRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly (PoolWindow window, MapLayout results, long place)[] pools;
    private readonly Dictionary<PoolWindow, Moments[]> moments = [];
    private readonly MapLayout layout;
    private readonly long? place;
    private readonly long? rectifiedPlace;
    private T* maps;

    /// <summary>Lays a state out.</summary>
    /// <param name="layout">Its size, without border.</param>
    /// <param name="linear">Whether convolutions read the state as it is, and what is called rectified is not.</param>
    /// <param name="storage">The place of the state itself, or null where it lies elsewhere.</param>
    /// <param name="edges">The edges that leave it.</param>
    /// <param name="places">Places for what they share.</param>
    /// <param name="blocks">Number of blocks.</param>
    public StateRun(in MapLayout layout, bool linear, long? storage, IReadOnlyList<EdgePlan> edges, MapPlaces places, int blocks)
    {
        var size = layout;
        (this.layout, Linear, place) = (size, linear, storage);
        int[] borders = [.. edges.SelectMany(edge => edge.Stacks).SelectMany(stack => stack.Stages[0].Branches).Select(branch => FilterTaps.Of(branch).InputBorder(size.Height, size.Width))];
        RectifiedLayout = size with { Border = borders.Append(0).Max() };
        rectifiedPlace = borders.Length > 0 ? places.Next(RectifiedLayout.Size(blocks)) : null;
        pools = [.. edges.SelectMany(edge => edge.Pools).Distinct().Select(window => (window, window.Outputs(size), places.Next(window.Outputs(size).Size(blocks))))];
    }

    /// <summary>Its size, without border.</summary>
    public MapLayout Layout => layout;

    /// <summary>Whether convolutions read the state as it is.</summary>
    public bool Linear { get; }

    /// <summary>The state [C, H, W, padded N].</summary>
    public T* Storage { get; set; }

    /// <summary>Layout of max(x, 0) inside the border of zeros that the convolutions need.</summary>
    public MapLayout RectifiedLayout { get; }

    /// <summary>max(x, 0), all blocks; null where no convolution reads the state.</summary>
    public T* Rectified => rectifiedPlace is { } there ? maps + there : null;

    /// <summary>The layout of a storage tensor's map.</summary>
    /// <param name="shape">[C, H, W, padded N].</param>
    public static MapLayout LayoutOf(long[] shape) => new((int)shape[0], (int)shape[1], (int)shape[2], 0, V.Count);

    /// <summary>Says where its maps lie in a pass.</summary>
    /// <param name="maps">The first map of the cell.</param>
    public void Bind(T* maps)
    {
        this.maps = maps;
        if (place is { } there)
            Storage = maps + there;
    }

    /// <summary>What a pool gives, all blocks.</summary>
    /// <param name="window">The pool.</param>
    public T* Pooled(PoolWindow window) => maps + Array.Find(pools, pool => pool.window == window).place;

    /// <summary>The moments of every channel of what a pool gives.</summary>
    /// <param name="window">The pool.</param>
    public Moments[] MomentsOf(PoolWindow window) => moments[window];

    /// <summary>Computes the rectified map and the pools, once the state is there.</summary>
    /// <param name="pass">The pass.</param>
    public void Prepare(PassContext<T, V> pass)
    {
        if (Rectified is null && pools.Length == 0)
            return;
        var parts = pools.Select(pool => new Moments[pass.Blocks * layout.Channels]).ToArray();
        var work = new Workload();
        work.Add(pass.Blocks * layout.Channels, layout.Positions * (2.0 + pools.Sum(pool => pool.window.Kernel * pool.window.Kernel)), (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                // Channel by channel: the state's plane is still in a cache.
                var (block, c) = (step / layout.Channels, step % layout.Channels);
                if (Rectified is not null)
                    Rectify(pass, block, c);
                for (var i = 0; i < pools.Length; i++)
                    Pool(pass, pools[i].window, pools[i].results, maps + pools[i].place, out parts[i][step], block, c);
            }
        });
        work.Run(pass.Team);
        for (var i = 0; i < pools.Length; i++)
            moments[pools[i].window] = Moments.Merge(parts[i], layout.Channels);
    }

    /// <summary>The first pixel of a plane of the state.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="block">The block of samples.</param>
    /// <param name="channel">The channel.</param>
    public T* Plane(PassContext<T, V> pass, int block, int channel) => Storage + (nint)channel * layout.Positions * pass.PixelStep + (nint)block * V.Count;

    private void Rectify(PassContext<T, V> pass, int block, int c)
    {
        var plane = StackRun<T, V>.Plane(Rectified, RectifiedLayout, block, c);
        Rectifier<T, V>.ClearBorder(plane, RectifiedLayout);
        if (Linear)
            Rectifier<T, V>.Copy(Plane(pass, block, c), pass.PixelStep, plane, RectifiedLayout);
        else
            Rectifier<T, V>.Plane(Plane(pass, block, c), pass.PixelStep, V.Broadcast(T.One), default, plane, RectifiedLayout);
    }

    private void Pool(PassContext<T, V> pass, in PoolWindow window, in MapLayout results, T* map, out Moments part, int block, int c)
    {
        var x = Plane(pass, block, c);
        var y = StackRun<T, V>.Plane(map, results, block, c);
        if (window.Maximum)
            MaxPool<T, V>.Forward(window, x, pass.PixelStep, layout.Height, layout.Width, y);
        else
            AveragePool<T, V>.Forward(window, x, pass.PixelStep, layout.Height, layout.Width, y);
        part = Moments.Of(y, results.Positions, pass.Samples(block), pass.Masked(block, 1));
    }
}
