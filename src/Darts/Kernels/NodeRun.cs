using System.Numerics;

namespace Darts.Kernels;

/// <summary>A node on states of one size: the runs of its convolutions and the places of their outputs.</summary>
internal sealed unsafe class NodeRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private T* weights;
    private T* masks;

    /// <summary>Lays a node out.</summary>
    /// <param name="plan">Its edges.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="states">The states of the cell, those before this node laid out.</param>
    /// <param name="places">Places for its maps.</param>
    public NodeRun(NodePlan plan, PassContext<T, V> pass, StateRun<T, V>[] states, MapPlaces places)
    {
        (Plan, Pass) = (plan, pass);
        Sources = [.. plan.Edges.Select(edge => states[edge.Source])];
        Terms = new OutputRun[plan.Edges.Count][];
        Stacks = [.. plan.Edges.Select((edge, e) => edge.Stacks.Select(stack => new StackRun<T, V>(stack, pass, Sources[e].RectifiedLayout, places)).ToArray())];
        Shared = [.. Stacks.Select(stacks => Workload.Deal(stacks, stack => stack.Cost, pass.Team.Count))];
        Layout = OutputLayout();
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

    /// <summary>Says where everything lies in a pass, its sources being bound.</summary>
    /// <param name="weights">The weights of operations, or null where all are 1.</param>
    /// <param name="masks">Factors of the samples [edges, padded N] from this node's first edge on, or null where all are 1.</param>
    /// <param name="maps">The first map of the cell.</param>
    public void Bind(T* weights, T* masks, T* maps)
    {
        this.weights = weights;
        this.masks = masks;
        for (var e = 0; e < Stacks.Length; e++)
        {
            foreach (var stack in Stacks[e])
            {
                foreach (var stage in stack.Stages)
                    stage.Bind(maps);
                stack.Stages[0].Source = Sources[e].Rectified;
            }
        }
    }

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
        var (next, candidates) = (0, Plan.Edges[e].Candidates);
        var terms = Terms[e] = new OutputRun[candidates.Count];
        for (var i = 0; i < terms.Length; i++)
        {
            if (candidates[i].Kernel is not ConvolutionKernel)
            {
                terms[i] = Term(candidates[i], Sources[e], norm(candidates[i], Sources[e]), MaskOf(e));
                continue;
            }

            var stack = Stacks[e][next++];
            terms[i] = stack.Term = Term(candidates[i], stack.Last, MaskOf(e));
        }

        return terms;
    }

    private IEnumerable<StageRun<T, V>> Stages => Stacks.SelectMany(stacks => stacks).SelectMany(stack => stack.Stages);

    private static OutputRun Term(CandidatePlan candidate, StageRun<T, V> stage, nint mask) =>
        new(candidate, (nint)stage.Y, V.Count, stage.Output.Plane, stage.Output.Block, stage.Norm!, mask);

    private OutputRun Term(CandidatePlan candidate, StateRun<T, V> state, NormRun norm, nint mask) => candidate.Kernel is PoolKernel pool
        ? new(candidate, (nint)state.Pooled(pool.Window), V.Count, Layout.Plane, Layout.Block, norm, mask)
        : new(candidate, (nint)state.Storage, Pass.PixelStep, Layout.Positions * Pass.PixelStep, V.Count, norm, mask);

    /// <summary>The factors of the samples of an edge; 0 where there are none.</summary>
    private nint MaskOf(int edge) => masks is null ? 0 : (nint)(masks + edge * Pass.PixelStep);

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
