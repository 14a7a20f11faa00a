using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// The forward pass of a node: convolutions stage by stage, then the sum over edges and operations of w * (y - mean) / deviation, in which no
/// normalised map is ever written.
/// </summary>
internal sealed unsafe class NodeForward<T, V>(NodeRun<T, V> node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    // A discrete cell's nodes have about two edges, a search cell's ten times as many terms.
    private const int MostOfFew = 4;

    private readonly PassContext<T, V> pass = node.Pass;

    public (Tensor node, NodeRecord record) Run()
    {
        foreach (var stacks in node.Stacks)
        {
            var mark = pass.Scratch.Mark;
            for (var stage = 0; stacks.Any(stack => stage < stack.Stages.Length); stage++)
                Convolve([.. stacks.Where(stack => stage < stack.Stages.Length)], stage);
            pass.Scratch.Release(mark);
        }

        node.List(Norm);
        return (Sum(), new NodeRecord(node.Outputs, node.Norms()));
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

    private static NormRun Norm(CandidatePlan candidate, CellState state) => candidate is { Norm: { } norm, Kernel: PoolKernel pool }
        ? NormRun.Of<T>(norm, state.Pooled[pool.Window].moments)
        : NormRun.None(state.Channels);

    private Tensor Sum()
    {
        var layout = node.Layout;
        var result = KernelEngine<T, V>.Allocate(layout.Channels, layout.Height, layout.Width, pass.PixelStep);
        var output = TensorData.Pointer<T>(result);
        var terms = node.Terms.SelectMany(list => list).ToArray();
        var few = terms.Length <= MostOfFew || terms.Any(term => term.Mask != 0);
        var work = new Workload();
        work.Add(pass.Blocks * layout.Channels, layout.Positions * (double)terms.Length, (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                if (few)
                    SumFew(terms, step / layout.Channels, step % layout.Channels, output);
                else
                    SumPlane(terms, step / layout.Channels, step % layout.Channels, output);
            }
        });
        work.Run(pass.Team);
        return result;
    }

    private void SumFew(OutputRun[] terms, int block, int c, T* storage)
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

        WeightedSum<T, V>.Plane(storage + c * positions * pass.PixelStep + (nint)block * V.Count, pass.PixelStep, constant, maps, steps, factors, terms.Length, positions);
    }

    private void SumPlane(OutputRun[] terms, int block, int c, T* storage)
    {
        var positions = node.Layout.Positions;
        var output = storage + c * positions * pass.PixelStep + (nint)block * V.Count;
        var offsets = stackalloc nint[terms.Length];
        var factors = stackalloc T[terms.Length];
        var taps = 0;
        var constant = 0.0;
        foreach (var term in terms)
        {
            var factor = node.Weight(term.Candidate) * term.Norm.Factor(c);
            constant += node.Weight(term.Candidate) * term.Norm.Constant(c);
            if (term.PixelStep != V.Count)
                continue;
            (offsets[taps], factors[taps]) = ((nint)(term.At<T>(block, c) - output), T.CreateTruncating(factor));
            taps++;
        }

        // The constant and the maps of states, whose pixels lie further apart, come first; then all others in one pass.
        var start = pass.Masked(block, constant);
        for (var p = (nint)0; p < positions; p++)
            start.Store(output + p * pass.PixelStep);
        foreach (var term in terms.Where(term => term.PixelStep != V.Count))
        {
            var factor = V.Broadcast(T.CreateTruncating(node.Weight(term.Candidate)));
            var map = term.At<T>(block, c);
            for (var p = (nint)0; p < positions * pass.PixelStep; p += pass.PixelStep)
                V.MultiplyAdd(factor, V.Load(map + p), V.Load(output + p)).Store(output + p);
        }

        // Offsets count from the output's first pixel; where its pixels lie further apart than theirs, the row kernel steps both.
        Stencil<T, V>.Row(output, pass.Blocks, positions, output, 1, offsets, factors, taps, fresh: false);
    }
}
