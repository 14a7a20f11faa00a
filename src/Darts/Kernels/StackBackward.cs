using System.Numerics;

namespace Darts.Kernels;

/// <summary>The way of a gradient back through a stack, from its output to its first stage.</summary>
internal sealed unsafe class StackBackward<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly StackRun<T, V> stack;
    private readonly PassContext<T, V> pass;
    private readonly nint mask;
    private readonly bool toSource;
    private T* gradient;
    private NormFactors[] factors;
    private nint[] between = [];
    private (double[] sums, double[] dots) parts = ([], []);

    /// <summary>Starts at the output.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="upstream">The node's gradient, in blocks.</param>
    /// <param name="factors">That turn it into the gradient of the last stage's y.</param>
    /// <param name="mask">First of the factors of the samples, or 0 where there are none.</param>
    /// <param name="toSource">Whether the gradient of the stack's source is asked for.</param>
    public StackBackward(StackRun<T, V> stack, PassContext<T, V> pass, T* upstream, NormFactors[] factors, nint mask, bool toSource)
    {
        (this.stack, this.pass, this.factors, this.mask, this.toSource) = (stack, pass, factors, mask, toSource);
        gradient = upstream;
        Stage = stack.Stages.Length - 1;
    }

    /// <summary>Where the gradient is: at the output of this stage, until its 1x1 convolution has been taken back.</summary>
    public int Stage { get; private set; }

    /// <summary>Taps of both gradients of the first stage.</summary>
    public double Taps => stack.Stages[0].Branches.Sum(branch => (stack.Gradients is null ? 1.0 : 2.0) * branch.Taps.Count);

    /// <summary>Whether anything that is asked for lies before the 1x1 convolution that was taken back last.</summary>
    public bool GoesOn => Array.Exists(between, map => map != 0);

    /// <summary>Adds the loop that makes the source of the stage again.</summary>
    /// <param name="work">The list to add to.</param>
    public void Rectify(Workload work) => stack.Rectify(work, Stage);

    /// <summary>Adds the loop through batch norm and 1x1 convolution.</summary>
    /// <param name="work">The list to add to.</param>
    public void Pointwise(Workload work)
    {
        var run = stack.Stages[Stage];
        between = [.. run.Branches.Select(branch => Stage > 0 || toSource || (stack.Gradients is not null && branch.HasFilter) ? (nint)pass.Scratch.TakeBordered<T>(branch.Between, pass.Blocks) : 0)];
        // The node's gradient does not hold the factors of the samples yet.
        run.PointwiseBackward(work, gradient, factors, Stage == stack.Stages.Length - 1 ? (T*)mask : null, stack.Gradients?.Matrices(Stage), between);
    }

    /// <summary>Adds the loop through depthwise convolution and rectifier.</summary>
    /// <param name="work">The list to add to.</param>
    public void Depthwise(Workload work)
    {
        var map = stack.Stages[Stage - 1].Output;
        gradient = pass.Scratch.Take<T>(map.Size(pass.Blocks));
        parts = (new double[pass.Blocks * map.Channels], new double[pass.Blocks * map.Channels]);
        stack.DepthwiseBackward(work, Stage, between, gradient, parts.sums, parts.dots);
    }

    /// <summary>The gradient is now that of the stage before.</summary>
    public void GoToStageBefore()
    {
        Stage--;
        var norm = stack.Stages[Stage].Norm!;
        var (sums, dots) = (Channels(parts.sums, norm.Mean.Length), Channels(parts.dots, norm.Mean.Length));
        factors = [.. sums.Select((sum, c) => NormFactors.Of(norm.Scale[c], norm.Mean[c], norm.Inverse[c], sum, dots[c], norm.Count))];
        stack.Gradients?.SetNorm(Stage, c => norm.Inverse[c] * dots[c], c => sums[c]);
    }

    /// <summary>Adds the first stage's gradient for one plane of its source, and those of the channel's filters.</summary>
    /// <param name="block">The block of samples.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="target">The plane, without border; null where it is not asked for.</param>
    /// <param name="fresh">Overwrite.</param>
    public void InputGradient(int block, int channel, T* target, bool fresh) => stack.InputGradient(0, between, block, channel, target, fresh, ahead: target);

    private static double[] Channels(double[] parts, int channels)
    {
        var total = new double[channels];
        for (var i = 0; i < parts.Length; i++)
            total[i % total.Length] += parts[i];
        return total;
    }
}
