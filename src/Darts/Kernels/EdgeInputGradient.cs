using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// What all operations of an edge give back to the state that it leaves, plane by plane: convolutions through the one rectifier that they share,
/// pools and identity past it.
/// </summary>
internal sealed unsafe class EdgeInputGradient<T, V>(NodeRun<T, V> node, int edge, T* upstream)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly PassContext<T, V> pass = node.Pass;
    private readonly MapLayout layout = node.Layout;
    private readonly CellState state = node.States[edge];

    /// <summary>Runs over all planes; gradients of filters are taken on the way.</summary>
    /// <param name="between">Gradients between the convolutions of the first stages, [stack][branch].</param>
    /// <param name="wanted">Whether the state's gradient is asked for.</param>
    /// <returns>The gradient of the state's storage.</returns>
    public Tensor? Run(nint[][] between, bool wanted)
    {
        var result = wanted ? KernelEngine<T, V>.Allocate(state.Channels, state.Height, state.Width, pass.PixelStep) : null;
        var target = wanted ? TensorData.Pointer<T>(result!) : null;
        var input = TensorData.Pointer<T>(state.Storage);
        var positions = state.Height * state.Width;
        var room = (nint)(positions | 1) * V.Count;
        var scratch = pass.Scratch.Take<T>(3 * room * pass.Team.Count);
        var others = node.Terms[edge].Where(term => term.Candidate.Kernel is not ConvolutionKernel)
            .Select(term => (term, factors: term.Factors(node.Weight(term.Candidate)))).ToArray();
        var work = new Workload();
        // The taps of both gradients, and about forty operations a pixel of a pool.
        var taps = node.Stacks[edge].Sum(stack => stack.Stages[0].Branches.Sum(branch => 2.0 * branch.Taps.Count));
        work.Add(pass.Blocks * state.Channels, positions * (taps + 40.0 * others.Length), (thread, from, to) =>
        {
            var rectified = scratch + 3 * room * thread;
            for (var step = from; step < to; step++)
            {
                var (block, c) = (step / state.Channels, step % state.Channels);
                for (var i = 0; i < between.Length; i++)
                    node.Stacks[edge][i].InputGradient(0, between[i], block, c, rectified, fresh: i == 0);
                if (target is null)
                    continue;
                var offset = (nint)c * positions * pass.PixelStep + (nint)block * V.Count;
                var past = rectified + room;
                new Span<T>(past, positions * V.Count).Clear();
                var identity = 0.0;
                foreach (var (term, factors) in others)
                {
                    if (term.Candidate.Kernel is PoolKernel pool)
                        Pool(pool.Window, term, factors[c], block, c, input + offset, past, past + room);
                    else
                        identity += factors[c].GradientFactor;
                }

                Merge(between.Length > 0 ? rectified : null, past, identity, StackRun<T, V>.Plane(upstream, layout, block, c), input + offset, target + offset, positions);
            }
        });
        work.Run(pass.Team);
        return result;
    }

    /// <summary>Where the state is positive what came back through the rectifier, and everywhere what came past it.</summary>
    private void Merge(T* rectified, T* past, double identity, T* g, T* input, T* target, int positions)
    {
        var weight = V.Broadcast(T.CreateTruncating(identity));
        for (var p = (nint)0; p < positions; p++, input += pass.PixelStep, target += pass.PixelStep)
        {
            var sum = V.Load(past + p * V.Count);
            // Without an identity the upstream gradient may have another size.
            if (identity != 0)
                sum = V.MultiplyAdd(weight, V.Load(g + p * V.Count), sum);
            if (rectified is not null)
                sum += V.Keep(V.IsPositive(V.Load(input)), V.Load(rectified + p * V.Count));
            sum.Store(target);
        }
    }

    private void Pool(in PoolWindow window, OutputRun term, NormFactors factors, int block, int c, T* input, T* target, T* share)
    {
        var g = StackRun<T, V>.Plane(upstream, layout, block, c);
        var y = term.At<T>(block, c);
        NormGradient<T, V>.Apply(g, y, pass.Masked(block, factors.GradientFactor) * term.MaskOf<T, V>(block), pass.Masked(block, factors.OutputFactor), pass.Masked(block, factors.Constant), share, layout.Positions);
        if (window.Maximum)
            MaxPool<T, V>.Backward(window, input, pass.PixelStep, state.Height, state.Width, y, share, target);
        else
            AveragePool<T, V>.Backward(window, state.Height, state.Width, share, target);
    }
}
