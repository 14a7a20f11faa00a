using System.Numerics;

namespace Darts.Kernels;

/// <summary>A state during one pass, and what all edges that leave it share: its rectified map and its pools.</summary>
/// <param name="layout">Its size, without border.</param>
/// <param name="linear">Whether convolutions read the state as it is, and what is called rectified is not.</param>
internal sealed unsafe class StateRun<T, V>(MapLayout layout, bool linear)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly List<(PoolWindow window, MapLayout results, nint map)> pools = [];
    private readonly Dictionary<PoolWindow, Moments[]> moments = [];
    private T* rectified;

    /// <summary>Its size, without border.</summary>
    public MapLayout Layout => layout;

    /// <summary>Whether convolutions read the state as it is.</summary>
    public bool Linear => linear;

    /// <summary>The state [C, H, W, padded N].</summary>
    public T* Storage { get; set; }

    /// <summary>Layout of max(x, 0) inside the border of zeros that the convolutions need.</summary>
    public MapLayout RectifiedLayout { get; private set; }

    /// <summary>max(x, 0), all blocks.</summary>
    public T* Rectified => rectified;

    /// <summary>A state of a storage tensor's size.</summary>
    /// <param name="shape">[C, H, W, padded N].</param>
    /// <param name="linear">Whether convolutions read the state as it is.</param>
    public static StateRun<T, V> Of(long[] shape, bool linear) => new(new MapLayout((int)shape[0], (int)shape[1], (int)shape[2], 0, V.Count), linear);

    /// <summary>Finds room for what its edges need.</summary>
    /// <param name="edges">The edges that leave it.</param>
    /// <param name="maps">The room.</param>
    /// <param name="blocks">Number of blocks.</param>
    public void Bind(IReadOnlyList<EdgePlan> edges, PassMaps maps, int blocks)
    {
        int[] borders = [.. edges.SelectMany(edge => edge.Stacks).SelectMany(stack => stack.Stages[0].Branches).Select(branch => FilterTaps.Of(branch).InputBorder(layout.Height, layout.Width))];
        RectifiedLayout = layout with { Border = borders.Append(0).Max() };
        if (borders.Length > 0)
            rectified = maps.Next<T>(RectifiedLayout.Size(blocks));
        foreach (var window in edges.SelectMany(edge => edge.Pools).Distinct())
        {
            var results = window.Outputs(layout);
            pools.Add((window, results, (nint)maps.Next<T>(results.Size(blocks))));
        }
    }

    /// <summary>What a pool gives, all blocks.</summary>
    /// <param name="window">The pool.</param>
    public T* Pooled(PoolWindow window) => (T*)pools.Find(pool => pool.window == window).map;

    /// <summary>The moments of every channel of what a pool gives.</summary>
    /// <param name="window">The pool.</param>
    public Moments[] MomentsOf(PoolWindow window) => moments[window];

    /// <summary>Computes the rectified map and the pools, once the state is there.</summary>
    /// <param name="pass">The pass.</param>
    public void Prepare(PassContext<T, V> pass)
    {
        if (rectified is null && pools.Count == 0)
            return;
        var parts = pools.Select(pool => new Moments[pass.Blocks * layout.Channels]).ToArray();
        var work = new Workload();
        work.Add(pass.Blocks * layout.Channels, layout.Positions * (2.0 + pools.Sum(pool => pool.window.Kernel * pool.window.Kernel)), (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                // Channel by channel: the state's plane is still in a cache.
                var (block, c) = (step / layout.Channels, step % layout.Channels);
                if (rectified is not null)
                    Rectify(pass, block, c);
                for (var i = 0; i < pools.Count; i++)
                    Pool(pass, pools[i].window, pools[i].results, (T*)pools[i].map, out parts[i][step], block, c);
            }
        });
        work.Run(pass.Team);
        for (var i = 0; i < pools.Count; i++)
            moments[pools[i].window] = Moments.Merge(parts[i], layout.Channels);
    }

    /// <summary>The first pixel of a plane of the state.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="block">The block of samples.</param>
    /// <param name="channel">The channel.</param>
    public T* Plane(PassContext<T, V> pass, int block, int channel) => Storage + (nint)channel * layout.Positions * pass.PixelStep + (nint)block * V.Count;

    private void Rectify(PassContext<T, V> pass, int block, int c)
    {
        var plane = StackRun<T, V>.Plane(rectified, RectifiedLayout, block, c);
        Rectifier<T, V>.ClearBorder(plane, RectifiedLayout);
        if (linear)
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
