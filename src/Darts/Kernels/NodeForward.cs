using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// The forward pass of a node: convolutions stage by stage, then the sum over edges and operations of w * (y - mean) / deviation, in which no
/// normalised map is ever written.
/// </summary>
internal sealed unsafe class NodeForward<T, V>(NodeRun<T, V> node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly PassContext<T, V> pass = node.Pass;

    /// <summary>Computes the node.</summary>
    /// <param name="storage">Its storage [C, H, W, padded N].</param>
    public void Run(T* storage)
    {
        for (var e = 0; e < node.Stacks.Length; e++)
        {
            var (mark, stacks) = (pass.Scratch.Mark, node.Shared[e]);
            for (var stage = 0; stacks.Any(stack => stage < stack.Stages.Length); stage++)
                Convolve([.. stacks.Where(stack => stage < stack.Stages.Length)], stage);
            pass.Scratch.Release(mark);
            // Edge by edge: its outputs are then still in a cache.
            Sum(node.List(e, Norm), storage, fresh: e == 0);
        }
    }

    private void Convolve(StackRun<T, V>[] stacks, int stage)
    {
        if (stage > 0)
        {
            var rectify = new Workload();
            foreach (var stack in stacks)
                stack.Rectify(rectify, stage);
            rectify.Run(pass.Team);
        }

        var work = new Workload();
        var moments = stacks.Select(stack => stack.Stages[stage].Forward(work)).ToArray();
        work.Run(pass.Team);
        for (var i = 0; i < stacks.Length; i++)
            stacks[i].Stages[stage].Finish(moments[i]);
    }

    private static NormRun Norm(CandidatePlan candidate, StateRun<T, V> state) => candidate is { Norm: { } norm, Kernel: PoolKernel pool }
        ? NormRun.Of<T>(norm, state.MomentsOf(pool.Window))
        : NormRun.None(state.Layout.Channels);

    private void Sum(OutputRun[] terms, T* output, bool fresh)
    {
        var layout = node.Layout;
        var work = new Workload();
        work.Add(pass.Blocks * layout.Channels, layout.Positions * (double)terms.Length, (_, from, to) =>
        {
            for (var step = from; step < to; step++)
                SumPlane(terms, step / layout.Channels, step % layout.Channels, output, fresh);
        });
        work.Run(pass.Team);
    }

    private void SumPlane(OutputRun[] terms, int block, int c, T* storage, bool fresh)
    {
        var positions = node.Layout.Positions;
        var maps = stackalloc nint[terms.Length];
        var steps = stackalloc nint[terms.Length];
        var factors = stackalloc V[terms.Length];
        V constant = default;
        for (var t = 0; t < terms.Length; t++)
        {
            var (term, weight) = (terms[t], node.Weight(terms[t].Candidate));
            var mask = term.MaskOf<T, V>(block);
            (maps[t], steps[t]) = ((nint)term.At<T>(block, c), term.PixelStep);
            factors[t] = pass.Masked(block, weight * term.Norm.Factor(c)) * mask;
            constant += pass.Masked(block, weight * term.Norm.Constant(c)) * mask;
        }

        WeightedSum<T, V>.Plane(storage + c * positions * pass.PixelStep + (nint)block * V.Count, pass.PixelStep, constant, maps, steps, factors, terms.Length, positions, fresh);
    }
}
