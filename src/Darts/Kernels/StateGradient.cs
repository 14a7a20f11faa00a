using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>
/// The gradient of a state while it is put together: what the output asks of it, what convolutions give back through the rectifier that they share, and
/// what pools and identities give back past it.
/// </summary>
/// <remarks>
/// A pool is shared by all edges that leave the state, so it goes back once: the gradient of its output is the sum over edges of
/// a g + b y + c (<see cref="NormFactors"/>), g being the gradient of the node that the edge enters.
/// </remarks>
internal sealed unsafe class StateGradient<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly StateRun<T, V> state;
    private readonly PassContext<T, V> pass;
    private readonly Dictionary<PoolWindow, List<Share>> pools = [];
    private readonly List<Share> identities = [];
    private T* direct;
    private T* rectified;

    /// <summary>A gradient that nothing has reached yet.</summary>
    /// <param name="state">The state.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="input">Whether it is a given state, whose gradient leaves the pass.</param>
    public StateGradient(StateRun<T, V> state, PassContext<T, V> pass, bool input)
    {
        (this.state, this.pass) = (state, pass);
        if (state.Rectified is not null)
            Rectified = pass.Scratch.Take<T>(Layout.Size(pass.Blocks));
        if (!input)
            Upstream = pass.Scratch.Take<T>(Layout.Size(pass.Blocks));
        Sums = new V[pass.Blocks * Layout.Channels];
    }

    /// <summary>Layout of the state and of its gradient.</summary>
    public MapLayout Layout => state.Layout;

    /// <summary>Whether anything has given back to it.</summary>
    public bool Reached { get; private set; }

    /// <summary>The finished gradient of a node, in blocks, zero in lanes without a sample.</summary>
    public T* Upstream { get; }

    /// <summary>Sums of the finished gradient, a vector for each block and channel.</summary>
    public V[] Sums { get; }

    /// <summary>Where convolutions add what they give back to the rectified state, in blocks.</summary>
    public T* Rectified { get; }

    /// <summary>Whether the next convolution is the first and overwrites <see cref="Rectified"/>.</summary>
    public bool Fresh => rectified is null;

    /// <summary>Starts with what the output asks.</summary>
    /// <param name="gradient">[C, H, W, padded N].</param>
    public void Begin(T* gradient)
    {
        direct = gradient;
        Reached = true;
    }

    /// <summary>Says that convolutions have given back.</summary>
    public void AddRectified()
    {
        rectified = Rectified;
        Reached = true;
    }

    /// <summary>Adds what a pool or an identity gives back.</summary>
    /// <param name="term">The operation's output.</param>
    /// <param name="factors">Of every channel.</param>
    /// <param name="node">The finished gradient of the node that it enters.</param>
    public void Add(OutputRun term, NormFactors[] factors, StateGradient<T, V> node)
    {
        Reached = true;
        var share = new Share(term, factors, node);
        if (term.Candidate.Kernel is not PoolKernel pool)
            identities.Add(share);
        else if (pools.TryGetValue(pool.Window, out var shares))
            shares.Add(share);
        else
            pools[pool.Window] = [share];
    }

    /// <summary>Puts the gradient of a node together.</summary>
    public void Finish() => Finish(Upstream, V.Count, Layout.Plane, Layout.Block);

    /// <summary>Puts the gradient of a given state together.</summary>
    /// <param name="target">[C, H, W, padded N].</param>
    public void Finish(T* target) => Finish(target, pass.PixelStep, Layout.Positions * pass.PixelStep, V.Count);

    private void Finish(T* target, nint step, nint plane, nint block)
    {
        var mark = pass.Scratch.Mark;
        var room = (nint)(Layout.Positions | 1) * V.Count;
        var scratch = (nint)pass.Scratch.Take<T>(2 * room * pass.Team.Count);
        var work = new Workload();
        // About ten operations a pixel of a pool.
        work.Add(Sums.Length, Layout.Positions * (4.0 + identities.Count + pools.Values.Sum(shares => 10 + shares.Count)), (thread, from, to) =>
        {
            var past = (T*)scratch + 2 * room * thread;
            for (var i = from; i < to; i++)
            {
                var (b, c) = (i / Layout.Channels, i % Layout.Channels);
                TakeIdentities(past, b, c);
                foreach (var (window, shares) in pools)
                    TakePool(window, shares, past + room, past, b, c);
                Sums[i] = Merge(past, b, c, target + b * block + c * plane, step);
            }
        });
        work.Run(pass.Team);
        pass.Scratch.Release(mark);
    }

    private void TakeIdentities(T* past, int block, int c)
    {
        if (identities.Count == 0)
            new Span<T>(past, Layout.Positions * V.Count).Clear();
        else
            Sum(identities, null, default, past, block, c, Layout);
    }

    private void TakePool(in PoolWindow window, List<Share> shares, T* share, T* past, int block, int c)
    {
        var layout = window.Outputs(Layout);
        var y = StackRun<T, V>.Plane(state.Pooled(window), layout, block, c);
        var constant = 0.0;
        foreach (var (_, factors, _) in shares)
            constant += factors[c].Constant;
        Sum(shares, y, pass.Masked(block, constant), share, block, c, layout);
        if (window.Maximum)
            MaxPool<T, V>.Backward(window, state.Plane(pass, block, c), pass.PixelStep, Layout.Height, Layout.Width, y, share, past);
        else
            AveragePool<T, V>.Backward(window, Layout.Height, Layout.Width, share, past);
    }

    /// <summary>target = constant + sum over edges of a g, + (sum of b) y.</summary>
    private void Sum(List<Share> shares, T* y, V constant, T* target, int block, int c, in MapLayout layout)
    {
        var count = shares.Count + (y is null ? 0 : 1);
        var maps = stackalloc nint[count];
        var steps = stackalloc nint[count];
        var weights = stackalloc V[count];
        var outputFactor = 0.0;
        for (var i = 0; i < shares.Count; i++)
        {
            var (term, factors, node) = shares[i];
            (maps[i], steps[i]) = ((nint)StackRun<T, V>.Plane(node.Upstream, layout, block, c), V.Count);
            weights[i] = pass.Masked(block, factors[c].GradientFactor) * term.MaskOf<T, V>(block);
            outputFactor += factors[c].OutputFactor;
        }

        if (y is not null)
            (maps[count - 1], steps[count - 1], weights[count - 1]) = ((nint)y, V.Count, pass.Masked(block, outputFactor));
        WeightedSum<T, V>.Plane(target, V.Count, constant, maps, steps, weights, count, layout.Positions, fresh: true);
    }

    /// <summary>What came past the rectifier, what came through it where the state is positive, and what the output asks; gives the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private V Merge(T* past, int block, int c, T* target, nint step)
    {
        var input = state.Plane(pass, block, c);
        var through = rectified is null ? null : StackRun<T, V>.Plane(rectified, Layout, block, c);
        var asked = direct is null ? null : direct + (nint)c * Layout.Positions * pass.PixelStep + (nint)block * V.Count;
        var (mask, total) = (pass.Masked(block, 1), default(V));
        var (inputStep, gates) = (pass.PixelStep, !state.Linear);
        for (var end = past + (nint)Layout.Positions * V.Count; past < end; past += V.Count, input += inputStep, target += step)
        {
            var sum = V.Load(past);
            Ahead.Fetch(target + Ahead.Pixels * step);
            if (through is not null)
            {
                Ahead.Fetch(through + Ahead.Pixels * V.Count);
                Ahead.Fetch(input + Ahead.Pixels * inputStep);
                sum += gates ? V.Keep(V.IsPositive(V.Load(input)), V.Load(through)) : V.Load(through);
                through += V.Count;
            }

            if (asked is not null)
            {
                Ahead.Fetch(asked + Ahead.Pixels * inputStep);
                sum = V.MultiplyAdd(mask, V.Load(asked), sum);
                asked += inputStep;
            }

            sum.Store(target);
            total += sum;
        }

        return total;
    }

    private sealed record Share(OutputRun Term, NormFactors[] Factors, StateGradient<T, V> Node);
}
