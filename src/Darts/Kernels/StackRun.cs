using System.Numerics;

namespace Darts.Kernels;

/// <summary>A chain of stages, bound to one pass after the other: the output of a stage, normalised and rectified, is the source of the next.</summary>
internal sealed unsafe class StackRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly PassContext<T, V> pass;

    public StackRun(ConvolutionKernel kernel, PassContext<T, V> pass, in MapLayout source, MapPlaces places)
    {
        this.pass = pass;
        Stages = new StageRun<T, V>[kernel.Stages.Count];
        var layout = source;
        for (var i = 0; i < Stages.Length; i++)
        {
            Stages[i] = new StageRun<T, V>(kernel.Stages[i], pass, layout, places);
            if (i + 1 < Stages.Length)
                layout = Stages[i].Output with { Border = Border(kernel.Stages[i + 1], Stages[i].Output) };
        }
    }

    public StageRun<T, V>[] Stages { get; }

    public StageRun<T, V> Last => Stages[^1];

    /// <summary>What the node sums of it, once its convolutions are done.</summary>
    public OutputRun? Term { get; set; }

    /// <summary>Gradients of the 1x1 convolutions and of the depthwise filters, [stage][branch], parts to be summed; null where none is wanted.</summary>
    public WeightGradients<T>? Gradients { get; set; }

    /// <summary>Multiply-adds of its forward pass.</summary>
    public double Cost => Stages.Sum(stage => stage.Cost);

    /// <summary>The zeros that a stage needs around its source.</summary>
    public static int Border(ConvolutionStage stage, in MapLayout map)
    {
        var (height, width) = (map.Height, map.Width);
        return stage.Branches.Max(branch => FilterTaps.Of(branch).InputBorder(height, width));
    }

    /// <summary>Adds the loop that makes the source of a stage from the output of the one before.</summary>
    public void Rectify(Workload work, int stage)
    {
        var (before, layout) = (Stages[stage - 1], Stages[stage].Input);
        Stages[stage].Source = pass.Scratch.TakeBordered<T>(layout, pass.Blocks);
        work.Add(pass.Blocks * layout.Channels, layout.Positions * 2, (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                var (block, c) = (step / layout.Channels, step % layout.Channels);
                var (scale, shift) = ScaleAndShift(before, block, c);
                Rectifier<T, V>.Plane(Plane(before.Y, before.Output, block, c), V.Count, scale, shift, Plane(Stages[stage].Source, layout, block, c), layout);
            }
        });
    }

    /// <summary>
    /// Adds the loop that takes the gradient between the convolutions of a stage back through the depthwise convolution and the rectifier, to the
    /// normalised output of the stage before: its sums over every channel, one part a block.
    /// </summary>
    public void DepthwiseBackward(Workload work, int stage, nint[] between, T* target, double[] sums, double[] dots)
    {
        var (run, before) = (Stages[stage], Stages[stage - 1]);
        var map = before.Output;
        work.Add(pass.Blocks * map.Channels, map.Positions * (double)run.Branches.Sum(branch => branch.Taps.Count * (Gradients is null ? 1 : 2)), (_, from, to) =>
        {
            for (var step = from; step < to; step++)
            {
                var (block, c) = (step / map.Channels, step % map.Channels);
                var plane = Plane(target, map, block, c);
                var y = Plane(before.Y, map, block, c);
                InputGradient(stage, between, block, c, plane, fresh: true, y);
                var (scale, shift) = ScaleAndShift(before, block, c);
                var (sum, dot) = Rectifier<T, V>.Gate(plane, y, scale, shift, T.CreateTruncating(before.Norm!.Mean[c]), map.Positions);
                (sums[step], dots[step]) = (double.CreateTruncating(sum.Sum()), double.CreateTruncating(dot.Sum()));
            }
        });
    }

    /// <summary>The gradient for one plane of the source of a stage, left out where the target is null, and those of the channel's filters.</summary>
    public void InputGradient(int stage, nint[] between, int block, int channel, T* target, bool fresh, T* ahead)
    {
        var run = Stages[stage];
        for (var b = 0; b < run.Branches.Length; b++)
        {
            var branch = run.Branches[b];
            var map = (T*)between[b] + (nint)block * branch.Between.Block;
            if (target is not null)
                branch.InputGradient(map, channel, target, fresh && b == 0, ahead);
            if (Gradients is not null && branch.HasFilter)
                branch.FilterGradient(map, channel, Plane(run.Source, run.Input, block, channel), Gradients.Filter(stage, b, block, channel));
        }
    }

    public static T* Plane(T* map, in MapLayout layout, int block, int channel) => map + (nint)block * layout.Block + (nint)channel * layout.Plane;

    private (V scale, V shift) ScaleAndShift(StageRun<T, V> stage, int block, int c)
    {
        var norm = stage.Norm!;
        return (pass.Masked(block, norm.Factor(c)), pass.Masked(block, norm.Constant(c)));
    }
}
