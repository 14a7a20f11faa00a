using System.Numerics;

namespace Darts.Kernels;

/// <summary>A node on states of one size: the runs of its convolutions and the memory of their outputs.</summary>
internal sealed unsafe class NodeRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly T* weights;
    private readonly T* masks;

    /// <summary>Lays a node out.</summary>
    /// <param name="plan">Its edges.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="states">The states of the cell, those before this node laid out.</param>
    /// <param name="weights">The weights of operations, or null where all are 1.</param>
    /// <param name="masks">Factors of the samples [edges, padded N] from this node's first edge on, or null where all are 1.</param>
    /// <param name="maps">The maps of the pass.</param>
    public NodeRun(NodePlan plan, PassContext<T, V> pass, StateRun<T, V>[] states, T* weights, T* masks, PassMaps maps)
    {
        (Plan, Pass) = (plan, pass);
        this.weights = weights;
        this.masks = masks;
        Sources = [.. plan.Edges.Select(edge => states[edge.Source])];
        Terms = new OutputRun[plan.Edges.Count][];
        Stacks = [.. plan.Edges.Select((edge, e) => edge.Stacks.Select(stack => new StackRun<T, V>(stack, pass, Sources[e].RectifiedLayout)).ToArray())];
        Shared = [.. Stacks.Select(stacks => Workload.Deal(stacks, stack => stack.Cost, pass.Team.Count))];
        Layout = OutputLayout();
        for (var e = 0; e < Stacks.Length; e++)
            Bind(e, maps);
    }

    public NodePlan Plan { get; }

    public PassContext<T, V> Pass { get; }

    /// <summary>The state that each edge leaves.</summary>
    public StateRun<T, V>[] Sources { get; }

    /// <summary>The chains of convolutions of every edge.</summary>
    public StackRun<T, V>[][] Stacks { get; }

    /// <summary>The same, in the order in which threads share them.</summary>
    public StackRun<T, V>[][] Shared { get; }

    /// <summary>Layout of the node while kernels work on it.</summary>
    public MapLayout Layout { get; }

    /// <summary>What the node sums, edge by edge.</summary>
    public OutputRun[][] Terms { get; }

    /// <summary>The weight of a candidate in its edge.</summary>
    public double Weight(CandidatePlan candidate) => candidate.Weight < 0 ? 1 : double.CreateTruncating(weights[candidate.Weight]);

    /// <summary>The statistics of all stages, then of all terms that are no convolution, in the order of <see cref="Recall"/>.</summary>
    public IReadOnlyList<NormRun> Norms() =>
        [.. Stages.Select(stage => stage.Norm!), .. Terms.SelectMany(terms => terms).Where(term => term.Candidate.Kernel is not ConvolutionKernel).Select(term => term.Norm)];

    /// <summary>Takes the statistics of the forward pass.</summary>
    /// <param name="norms">They.</param>
    public void Recall(IReadOnlyList<NormRun> norms)
    {
        var next = 0;
        foreach (var stage in Stages)
            stage.Norm = norms[next++];
        for (var e = 0; e < Terms.Length; e++)
            List(e, (_, _) => norms[next++]);
    }

    /// <summary>Lists the terms of an edge, once its convolutions are done.</summary>
    /// <param name="e">Number of the edge.</param>
    /// <param name="norm">The statistics of a candidate that is no convolution.</param>
    public OutputRun[] List(int e, Func<CandidatePlan, StateRun<T, V>, NormRun> norm)
    {
        var stack = 0;
        return Terms[e] = [.. Plan.Edges[e].Candidates.Select(candidate => candidate.Kernel is ConvolutionKernel
            ? Term(candidate, Stacks[e][stack++].Last, MaskOf(e))
            : Term(candidate, Sources[e], norm(candidate, Sources[e]), MaskOf(e)))];
    }

    private IEnumerable<StageRun<T, V>> Stages => Stacks.SelectMany(stacks => stacks).SelectMany(stack => stack.Stages);

    private static OutputRun Term(CandidatePlan candidate, StageRun<T, V> stage, nint mask) =>
        new(candidate, (nint)stage.Y, V.Count, stage.Output.Plane, stage.Output.Block, stage.Norm!, mask);

    private OutputRun Term(CandidatePlan candidate, StateRun<T, V> state, NormRun norm, nint mask) => candidate.Kernel is PoolKernel pool
        ? new(candidate, (nint)state.Pooled(pool.Window), V.Count, Layout.Plane, Layout.Block, norm, mask)
        : new(candidate, (nint)state.Storage, Pass.PixelStep, Layout.Positions * Pass.PixelStep, V.Count, norm, mask);

    /// <summary>The factors of the samples of an edge; 0 where there are none.</summary>
    private nint MaskOf(int edge) => masks is null ? 0 : (nint)(masks + edge * Pass.PixelStep);

    private void Bind(int e, PassMaps maps)
    {
        if (Stacks[e].Length == 0)
            return;
        var y = maps.Next<T>(Stacks[e].SelectMany(stack => stack.Stages).Sum(stage => stage.Output.Size(Pass.Blocks)));
        foreach (var stack in Stacks[e])
        {
            stack.Stages[0].Source = Sources[e].Rectified;
            foreach (var stage in stack.Stages)
            {
                stage.Y = y;
                y += stage.Output.Size(Pass.Blocks);
            }
        }
    }

    private MapLayout OutputLayout()
    {
        MapLayout? found = null;
        for (var e = 0; e < Plan.Edges.Count; e++)
        {
            var stack = 0;
            foreach (var candidate in Plan.Edges[e].Candidates)
            {
                var layout = candidate.Kernel switch
                {
                    ConvolutionKernel => Stacks[e][stack++].Last.Output,
                    PoolKernel pool => pool.Window.Outputs(Sources[e].Layout),
                    _ => Sources[e].Layout,
                };
                if (found is { } first && first != layout)
                    throw new InvalidOperationException($"Operation {candidate.Kernel.GetType().Name} gives [{layout.Channels}, {layout.Height}, {layout.Width}] where those before it give [{first.Channels}, {first.Height}, {first.Width}]; every operation into a node must keep the channels and divide height and width by the stride.");
                found = layout;
            }
        }

        return found!.Value;
    }
}
