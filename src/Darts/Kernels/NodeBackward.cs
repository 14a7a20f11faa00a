using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// The backward pass of a node. One dot product a channel, sum of g * (y - mean), gives both the gradient for an operation's weight and what the
/// batch norm needs; then every edge goes back through its convolutions, last stage first.
/// </summary>
internal sealed unsafe class NodeBackward<T, V>(NodeRun<T, V> node, WantedGradients wanted)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly PassContext<T, V> pass = node.Pass;
    private readonly MapLayout layout = node.Layout;
    private readonly V[] sums = new V[node.Pass.Blocks * node.Layout.Channels];
    private T* upstream;

    public NodeGradients Run(Tensor gradient)
    {
        upstream = pass.Scratch.Take<T>(layout.Size(pass.Blocks));
        TakeUpstream(TensorData.Pointer<T>(gradient));
        var states = new Tensor?[node.Plan.Edges.Count];
        var parameters = new List<Tensor?>();
        for (var e = 0; e < states.Length; e++)
        {
            var mark = pass.Scratch.Mark;
            TakeDots(node.Terms[e]);
            if (wanted.Parameters || wanted.States[e])
                states[e] = Edge(e, parameters);
            pass.Scratch.Release(mark);
        }

        return new NodeGradients(wanted.Weights ? Weights() : null, states, parameters);
    }

    /// <summary>Brings g into blocks and sums it.</summary>
    private void TakeUpstream(T* gradient)
    {
        var work = new Workload();
        work.Add(sums.Length, layout.Positions * 2, (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                var (block, c) = (step / layout.Channels, step % layout.Channels);
                var g = StackRun<T, V>.Plane(upstream, layout, block, c);
                var source = gradient + c * layout.Positions * pass.PixelStep + (nint)block * V.Count;
                var (mask, sum) = (pass.Masked(block, 1), default(V));
                for (var p = (nint)0; p < layout.Positions; p++)
                {
                    var value = mask * V.Load(source + p * pass.PixelStep);
                    value.Store(g + p * V.Count);
                    sum += value;
                }

                sums[step] = sum;
            }
        });
        work.Run(pass.Team);
    }

    /// <summary>Takes the sums that the terms of an edge need, just before the edge goes back through the same maps: they are then still in a cache.</summary>
    private void TakeDots(List<OutputRun> terms)
    {
        foreach (var term in terms)
            (term.Dots, term.Parts) = (new double[sums.Length], new double[sums.Length]);
        var work = new Workload();
        work.Add(sums.Length, layout.Positions * (double)terms.Count, (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                var (block, c) = (step / layout.Channels, step % layout.Channels);
                var g = StackRun<T, V>.Plane(upstream, layout, block, c);
                foreach (var term in terms)
                {
                    var factors = term.MaskOf<T, V>(block);
                    term.Parts[step] = double.CreateTruncating((factors * sums[step]).Sum());
                    if (NeedsDot(term))
                        term.Dots[step] = double.CreateTruncating((factors * NormGradient<T, V>.DotLanes(g, term.At<T>(block, c), term.PixelStep, T.CreateTruncating(term.Norm.Mean[c]), layout.Positions)).Sum());
                }
            }
        });
        work.Run(pass.Team);
    }

    /// <summary>A pool or an identity without weight and batch norm has no use for the dot product.</summary>
    private static bool NeedsDot(OutputRun term) => term.Candidate is { Weight: >= 0 } or { Kernel: ConvolutionKernel } or { Norm: not null };

    private Tensor Weights()
    {
        var result = zeros(node.WeightShape!, KernelEngine<T, V>.Type, CPU);
        var target = TensorData.Pointer<T>(result);
        foreach (var term in node.Terms.SelectMany(list => list).Where(term => term.Candidate.Weight >= 0))
            target[term.Candidate.Weight] = T.CreateTruncating(term.WeightGradient());
        return result;
    }

    private Tensor? Edge(int e, List<Tensor?> parameters)
    {
        var stacks = node.Stacks[e];
        var terms = node.Terms[e].Where(term => term.Candidate.Kernel is ConvolutionKernel).ToArray();
        if (wanted.Parameters)
        {
            foreach (var (stack, term) in stacks.Zip(terms))
            {
                stack.Gradients = new WeightGradients<T>((ConvolutionKernel)term.Candidate.Kernel, pass.Team.Count, pass.Blocks, pass.Scratch);
                var weight = node.Weight(term.Candidate);
                stack.Gradients.SetNorm(stack.Stages.Length - 1, c => weight * term.Norm.Inverse[c] * term.Dot(c), c => weight * term.Sum(c));
            }
        }

        var between = new nint[stacks.Length][];
        var factors = terms.Select(term => term.Factors(node.Weight(term.Candidate))).ToArray();
        var gradients = Enumerable.Repeat((nint)upstream, stacks.Length).ToArray();
        for (var stage = stacks.Select(stack => stack.Stages.Length).Append(1).Max() - 1; stage > 0; stage--)
            BackToStageBefore(stacks, stage, gradients, factors, MasksOf(terms, stacks, stage));
        Pointwise(stacks, Enumerable.Range(0, stacks.Length), 0, gradients, factors, MasksOf(terms, stacks, 0), between);
        var state = wanted.States[e] || wanted.Parameters ? new EdgeInputGradient<T, V>(node, e, upstream).Run(between, wanted.States[e]) : null;
        if (wanted.Parameters)
            parameters.AddRange(stacks.SelectMany(stack => stack.Gradients!.Sums()));
        return state;
    }

    /// <summary>Takes the stacks that have this stage from the gradient of its output to that of the stage before.</summary>
    private void BackToStageBefore(StackRun<T, V>[] stacks, int stage, nint[] gradients, NormFactors[][] factors, nint[] masks)
    {
        var members = Enumerable.Range(0, stacks.Length).Where(i => stage < stacks[i].Stages.Length).ToArray();
        if (wanted.Parameters)
        {
            // The source of a later stage is not kept; only gradients of weights need it again.
            var rectify = new Workload();
            foreach (var i in members)
                stacks[i].Rectify(rectify, stage);
            rectify.Run(pass.Team);
        }

        var between = new nint[stacks.Length][];
        Pointwise(stacks, members, stage, gradients, factors, masks, between);
        var work = new Workload();
        var parts = new (double[] sums, double[] dots)[stacks.Length];
        foreach (var i in members)
        {
            var map = stacks[i].Stages[stage - 1].Output;
            gradients[i] = (nint)pass.Scratch.Take<T>(map.Size(pass.Blocks));
            parts[i] = (new double[pass.Blocks * map.Channels], new double[pass.Blocks * map.Channels]);
            stacks[i].DepthwiseBackward(work, stage, between[i], (T*)gradients[i], parts[i].sums, parts[i].dots);
        }

        work.Run(pass.Team);
        foreach (var i in members)
        {
            var norm = stacks[i].Stages[stage - 1].Norm!;
            var (channelSums, dots) = (Channels(parts[i].sums, norm.Mean.Length), Channels(parts[i].dots, norm.Mean.Length));
            factors[i] = [.. channelSums.Select((sum, c) => NormFactors.Of(norm.Scale[c], norm.Mean[c], norm.Inverse[c], sum, dots[c], norm.Count))];
            stacks[i].Gradients?.SetNorm(stage - 1, c => norm.Inverse[c] * dots[c], c => channelSums[c]);
        }
    }

    private void Pointwise(StackRun<T, V>[] stacks, IEnumerable<int> members, int stage, nint[] gradients, NormFactors[][] factors, nint[] masks, nint[][] between)
    {
        var work = new Workload();
        foreach (var i in members)
        {
            var run = stacks[i].Stages[stage];
            between[i] = [.. run.Branches.Select(branch => (nint)pass.Scratch.Take<T>(branch.Between.Size(pass.Blocks)))];
            run.PointwiseBackward(work, (T*)gradients[i], factors[i], (T*)masks[i], stacks[i].Gradients?.Matrices(stage), between[i]);
        }

        work.Run(pass.Team);
    }

    /// <summary>Of every stack the factors of the samples, where the gradient of this stage's output is the node's and they are not in it yet.</summary>
    private static nint[] MasksOf(OutputRun[] terms, StackRun<T, V>[] stacks, int stage) => [.. terms.Zip(stacks, (term, stack) => stage == stack.Stages.Length - 1 ? term.Mask : 0)];

    private static double[] Channels(double[] parts, int channels)
    {
        var total = new double[channels];
        for (var i = 0; i < parts.Length; i++)
            total[i % total.Length] += parts[i];
        return total;
    }
}
