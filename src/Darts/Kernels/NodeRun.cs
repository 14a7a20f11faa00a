using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>A node on states of one size: the runs of its convolutions and the memory of their outputs.</summary>
internal sealed unsafe class NodeRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly T* maskPointer;

    public NodeRun(NodePlan plan, PassContext<T, V> pass, IReadOnlyList<CellState> states, Tensor? weights, Tensor? masks, NodeRecord? record)
    {
        (Plan, Pass, States) = (plan, pass, states);
        if (weights is not null)
            WeightPointer = TensorData.Pointer<T>(weights);
        WeightShape = weights?.shape;
        if (masks is not null)
            maskPointer = TensorData.Pointer<T>(masks);
        Terms = new List<OutputRun>[plan.Edges.Count];
        Stacks = [.. plan.Edges.Select((edge, e) => edge.Stacks.Select(stack => Bind(stack, states[e])).ToArray())];
        Layout = OutputLayout();
        var size = Stacks.SelectMany(stacks => stacks).SelectMany(stack => stack.Stages).Sum(stage => stage.Output.Size(pass.Blocks));
        Outputs = record?.Outputs ?? KernelEngine<T, V>.Allocate(size);
        var y = TensorData.Pointer<T>(Outputs);
        foreach (var stage in Stacks.SelectMany(stacks => stacks).SelectMany(stack => stack.Stages))
        {
            stage.Y = y;
            y += stage.Output.Size(pass.Blocks);
        }

        if (record is not null)
            Recall(record);
    }

    public NodePlan Plan { get; }

    public PassContext<T, V> Pass { get; }

    public IReadOnlyList<CellState> States { get; }

    /// <summary>The chains of convolutions of every edge.</summary>
    public StackRun<T, V>[][] Stacks { get; }

    /// <summary>Layout of the node while kernels work on it.</summary>
    public MapLayout Layout { get; }

    /// <summary>The outputs of all stages.</summary>
    public Tensor Outputs { get; }

    /// <summary>What the node sums, edge by edge.</summary>
    public List<OutputRun>[] Terms { get; }

    public T* WeightPointer { get; }

    public long[]? WeightShape { get; }

    /// <summary>The weight of a candidate in its edge.</summary>
    public double Weight(CandidatePlan candidate) => candidate.Weight < 0 ? 1 : double.CreateTruncating(WeightPointer[candidate.Weight]);

    /// <summary>The statistics of all stages and pools, in the order of <see cref="Recall"/>.</summary>
    public IReadOnlyList<NormRun> Norms() =>
        [.. Stacks.SelectMany(stacks => stacks).SelectMany(stack => stack.Stages).Select(stage => stage.Norm!), .. Terms.SelectMany(terms => terms).Select(term => term.Norm)];

    /// <summary>Lists the terms of an edge, once its convolutions are done.</summary>
    /// <param name="e">Number of the edge.</param>
    /// <param name="norm">The statistics of a candidate that is no convolution.</param>
    public List<OutputRun> List(int e, Func<CandidatePlan, CellState, NormRun> norm)
    {
        var stack = 0;
        return Terms[e] = [.. Plan.Edges[e].Candidates.Select(candidate => candidate.Kernel is ConvolutionKernel
            ? Term(candidate, Stacks[e][stack++].Last, MaskOf(e))
            : Term(candidate, States[e], norm(candidate, States[e]), MaskOf(e)))];
    }

    private static OutputRun Term(CandidatePlan candidate, StageRun<T, V> stage, nint mask) =>
        new(candidate, (nint)stage.Y, V.Count, stage.Output.Plane, stage.Output.Block, stage.Norm!, mask);

    /// <summary>The factors of the samples of an edge; 0 where there are none.</summary>
    private nint MaskOf(int edge) => maskPointer is null ? 0 : (nint)(maskPointer + edge * Pass.PixelStep);

    private OutputRun Term(CandidatePlan candidate, CellState state, NormRun norm, nint mask) => candidate.Kernel is PoolKernel pool
        ? new(candidate, (nint)TensorData.Pointer<T>(state.Pooled[pool.Window].output), V.Count, Layout.Plane, Layout.Block, norm, mask)
        : new(candidate, (nint)TensorData.Pointer<T>(state.Storage), Pass.PixelStep, Layout.Positions * Pass.PixelStep, V.Count, norm, mask);

    private StackRun<T, V> Bind(ConvolutionKernel kernel, CellState state)
    {
        var stack = new StackRun<T, V>(kernel, Pass, new MapLayout(state.Channels, state.Height, state.Width, state.Border, V.Count));
        stack.Stages[0].Source = TensorData.Pointer<T>(state.Rectified!);
        return stack;
    }

    private void Recall(NodeRecord record)
    {
        var next = 0;
        foreach (var stage in Stacks.SelectMany(stacks => stacks).SelectMany(stack => stack.Stages))
            stage.Norm = record.Norms[next++];
        // Every term's statistics follow in turn; List asks for those that are no convolution's.
        var norms = new Queue<NormRun>(Plan.Edges.SelectMany(edge => edge.Candidates).Zip(record.Norms.Skip(next))
            .Where(pair => pair.First.Kernel is not ConvolutionKernel).Select(pair => pair.Second));
        for (var e = 0; e < Plan.Edges.Count; e++)
            List(e, (_, _) => norms.Dequeue());
    }

    private MapLayout OutputLayout()
    {
        MapLayout? found = null;
        for (var e = 0; e < Plan.Edges.Count; e++)
        {
            var (state, stack) = (States[e], 0);
            foreach (var candidate in Plan.Edges[e].Candidates)
            {
                var layout = candidate.Kernel switch
                {
                    ConvolutionKernel => Stacks[e][stack++].Last.Output,
                    PoolKernel pool => new MapLayout(state.Channels, pool.Window.Outputs(state.Height), pool.Window.Outputs(state.Width), 0, V.Count),
                    _ => new MapLayout(state.Channels, state.Height, state.Width, 0, V.Count),
                };
                if (found is { } first && first != layout)
                    throw new InvalidOperationException($"Operation {candidate.Kernel.GetType().Name} gives [{layout.Channels}, {layout.Height}, {layout.Width}] where those before it give [{first.Channels}, {first.Height}, {first.Width}]; every operation into a node must keep the channels and divide height and width by the stride.");
                found = layout;
            }
        }

        return found!.Value;
    }
}
