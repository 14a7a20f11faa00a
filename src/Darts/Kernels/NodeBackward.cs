using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// The backward pass of a node whose gradient g is known. One dot product a channel, sum of g * (y - mean), gives both the gradient for an operation's
/// weight and what the batch norm needs; then every edge goes back through its convolutions, last stage first.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="gradient">Its gradient, finished.</param>
/// <param name="sources">Of the states that its edges leave; null for those of which none is asked for.</param>
/// <param name="parameters">Whether the gradients of weights are asked for.</param>
internal sealed unsafe class NodeBackward<T, V>(NodeRun<T, V> node, StateGradient<T, V> gradient, IReadOnlyList<StateGradient<T, V>?> sources, bool parameters)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly PassContext<T, V> pass = node.Pass;
    private readonly MapLayout layout = node.Layout;

    /// <summary>Runs it; the states that its edges leave get what the edges give back.</summary>
    /// <returns>The gradients of the weights, in the plan's order.</returns>
    public IReadOnlyList<Tensor?> Run()
    {
        var found = new List<Tensor?>();
        for (var e = 0; e < sources.Count; e++)
        {
            var mark = pass.Scratch.Mark;
            TakeDots(node.Terms[e]);
            if (parameters || sources[e] is not null)
                Edge(e, found);
            pass.Scratch.Release(mark);
        }

        return found;
    }

    /// <summary>Takes the sums that the terms of an edge need, just before the edge goes back through the same maps: they are then still in a cache.</summary>
    private void TakeDots(OutputRun[] terms)
    {
        foreach (var term in terms)
            (term.Dots, term.Parts) = (new double[gradient.Sums.Length], new double[gradient.Sums.Length]);
        var asked = Array.FindAll(terms, NeedsDot);
        var work = new Workload();
        work.Add(gradient.Sums.Length, layout.Positions * (double)terms.Length, (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                var block = step / layout.Channels;
                foreach (var term in terms)
                    term.Parts[step] = double.CreateTruncating((term.MaskOf<T, V>(block) * gradient.Sums[step]).Sum());
                TakeDots(asked, step, block, step % layout.Channels);
            }
        });
        work.Run(pass.Team);
    }

    private void TakeDots(OutputRun[] terms, int step, int block, int c)
    {
        nint* maps = stackalloc nint[terms.Length], steps = stackalloc nint[terms.Length];
        V* means = stackalloc V[terms.Length], sums = stackalloc V[terms.Length];
        for (var t = 0; t < terms.Length; t++)
            (maps[t], steps[t], means[t]) = ((nint)terms[t].At<T>(block, c), terms[t].PixelStep, V.Broadcast(T.CreateTruncating(terms[t].Norm.Mean[c])));
        NormGradient<T, V>.Dots(StackRun<T, V>.Plane(gradient.Upstream, layout, block, c), maps, steps, means, sums, terms.Length, layout.Positions);
        for (var t = 0; t < terms.Length; t++)
            terms[t].Dots[step] = double.CreateTruncating((terms[t].MaskOf<T, V>(block) * sums[t]).Sum());
    }

    /// <summary>A pool or an identity without weight and batch norm has no use for the dot product.</summary>
    private static bool NeedsDot(OutputRun term) => term.Candidate is { Weight: >= 0 } or { Kernel: ConvolutionKernel } or { Norm: not null };

    private void Edge(int e, List<Tensor?> found)
    {
        foreach (var term in node.Terms[e])
        {
            if (term.Candidate.Kernel is not ConvolutionKernel)
                sources[e]?.Add(term, term.Factors(node.Weight(term.Candidate)), gradient);
        }

        if (node.Stacks[e].Length == 0)
            return;
        StackBackward<T, V>[] back = [.. node.Shared[e].Select(stack => Back(stack, toSource: sources[e] is not null))];
        BackToFirstStages(back);
        BackToSource(back, node.Sources[e].Layout, sources[e]);
        if (parameters)
        {
            foreach (var stack in node.Stacks[e])
                found.AddRange(stack.Gradients!.Sums());
        }
    }

    private StackBackward<T, V> Back(StackRun<T, V> stack, bool toSource)
    {
        var (term, weight) = (stack.Term!, node.Weight(stack.Term!.Candidate));
        stack.Gradients = null;
        if (parameters)
        {
            stack.Gradients = new WeightGradients<T>((ConvolutionKernel)term.Candidate.Kernel, [.. stack.Stages.Select(stage => stage.Steps)], pass.Blocks, pass.Scratch);
            stack.Gradients.SetNorm(stack.Stages.Length - 1, c => weight * term.Norm.Inverse[c] * term.Dot(c), c => weight * term.Sum(c));
        }

        return new StackBackward<T, V>(stack, pass, gradient.Upstream, term.Factors(weight), term.Mask, toSource);
    }

    /// <summary>Takes all stacks back together, last stages first: those are the outputs whose sums were just taken.</summary>
    private void BackToFirstStages(StackBackward<T, V>[] open)
    {
        while (open.Length > 0)
        {
            StackBackward<T, V>[] inner = [.. open.Where(stack => stack.Stage > 0)];
            // The source of a later stage is not kept; only gradients of weights need it again.
            if (parameters)
                Together(inner, (stack, work) => stack.Rectify(work));
            Together(open, (stack, work) => stack.Pointwise(work));
            Together(inner, (stack, work) => stack.Depthwise(work));
            foreach (var stack in inner)
                stack.GoToStageBefore();
            open = inner;
        }
    }

    /// <summary>Takes the first stages back to the state, plane by plane; gradients of filters are taken on the way.</summary>
    private void BackToSource(StackBackward<T, V>[] stacks, MapLayout map, StateGradient<T, V>? source)
    {
        if (!Array.Exists(stacks, stack => stack.GoesOn))
            return;
        var fresh = source is { Fresh: true };
        var work = new Workload();
        work.Add(pass.Blocks * map.Channels, map.Positions * stacks.Sum(stack => stack.Taps), (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                var (block, c) = (step / map.Channels, step % map.Channels);
                var target = source is null ? null : StackRun<T, V>.Plane(source.Rectified, map, block, c);
                for (var i = 0; i < stacks.Length; i++)
                    stacks[i].InputGradient(block, c, target, fresh && i == 0);
            }
        });
        work.Run(pass.Team);
        source?.AddRectified();
    }

    private void Together(IEnumerable<StackBackward<T, V>> stacks, Action<StackBackward<T, V>, Workload> add)
    {
        var work = new Workload();
        foreach (var stack in stacks)
            add(stack, work);
        work.Run(pass.Team);
    }
}
