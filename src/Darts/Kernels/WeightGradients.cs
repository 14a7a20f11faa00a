using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// Gradients of the weights of a stack, in parts: 1x1 convolutions one part a tile, depthwise filters one part a block of samples. The parts
/// are summed in their order, so that the bits do not depend on who computed them.
/// </summary>
internal sealed unsafe class WeightGradients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly nint[][] matrices;
    private readonly nint[][] filters;
    private readonly (Func<int, double> scale, Func<int, double> shift)[] norms;
    private readonly ConvolutionKernel kernel;
    private readonly int[] tiles;
    private readonly int blocks;

    /// <summary>Finds room for the parts.</summary>
    /// <param name="kernel">The stack.</param>
    /// <param name="tiles">Of every stage, the tiles of all blocks.</param>
    /// <param name="blocks">Blocks of samples.</param>
    /// <param name="scratch">The room.</param>
    public WeightGradients(ConvolutionKernel kernel, int[] tiles, int blocks, Scratch scratch)
    {
        (this.kernel, this.tiles, this.blocks) = (kernel, tiles, blocks);
        norms = new (Func<int, double>, Func<int, double>)[kernel.Stages.Count];
        matrices = [.. kernel.Stages.Select((stage, s) => stage.Branches.Select(branch => (nint)scratch.Take<T>(tiles[s] * branch.Pointwise.weight!.numel())).ToArray())];
        filters = [.. kernel.Stages.Select(stage => stage.Branches.Select(branch =>
            branch.Depthwise is { } filter ? (nint)scratch.TakeZeros<T>(blocks * filter.weight!.numel()) : 0).ToArray())];
    }

    /// <summary>The parts of the 1x1 convolutions of a stage, [branch] to [tile, weight].</summary>
    public nint[] Matrices(int stage) => matrices[stage];

    /// <summary>The part of a block of a channel's depthwise filter.</summary>
    public T* Filter(int stage, int branch, int block, int channel)
    {
        var filter = kernel.Stages[stage].Branches[branch].Depthwise!;
        return (T*)filters[stage][branch] + (block * filter.in_channels + channel) * filter.kernel_size[0] * filter.kernel_size[1];
    }

    /// <summary>Sets the gradients of a stage's batch norm.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="scale">Of every channel's scale: the sum of g * (y - mean) / deviation.</param>
    /// <param name="shift">Of every channel's shift: the sum of g.</param>
    public void SetNorm(int stage, Func<int, double> scale, Func<int, double> shift) => norms[stage] = (scale, shift);

    /// <summary>The sums, in the order of <see cref="Parameters"/>.</summary>
    public IEnumerable<Tensor> Sums()
    {
        var sums = new List<Tensor>();
        for (var s = 0; s < kernel.Stages.Count; s++)
        {
            for (var b = 0; b < kernel.Stages[s].Branches.Count; b++)
            {
                var branch = kernel.Stages[s].Branches[b];
                if (branch.Depthwise is { } filter)
                    sums.Add(Sum((T*)filters[s][b], blocks, filter.weight!));
                sums.Add(Sum((T*)matrices[s][b], tiles[s], branch.Pointwise.weight!));
            }

            if (kernel.Stages[s].Norm is { affine: true } norm)
                sums.AddRange([Of(norms[s].scale, norm.weight!), Of(norms[s].shift, norm.bias!)]);
        }

        return sums;
    }

    /// <summary>The weights of a stack, in order.</summary>
    public static IEnumerable<TorchSharp.Modules.Parameter> Parameters(ConvolutionKernel kernel)
    {
        foreach (var stage in kernel.Stages)
        {
            foreach (var branch in stage.Branches)
            {
                if (branch.Depthwise is { } filter)
                    yield return filter.weight!;
                yield return branch.Pointwise.weight!;
            }

            if (stage.Norm is { affine: true } norm)
            {
                yield return norm.weight!;
                yield return norm.bias!;
            }
        }
    }

    private static Tensor Of(Func<int, double> values, Tensor like)
    {
        var result = empty_like(like, requires_grad: false);
        var target = TensorData.Pointer<T>(result);
        for (var c = 0; c < like.numel(); c++)
            target[c] = T.CreateTruncating(values(c));
        return result;
    }

    private static Tensor Sum(T* parts, int count, Tensor like)
    {
        var result = empty_like(like, requires_grad: false);
        var target = TensorData.Pointer<T>(result);
        var size = (nint)like.numel();
        var i = (nint)0;
        for (; i + Vector<T>.Count <= size; i += Vector<T>.Count)
        {
            var sum = Vector.Load(parts + i);
            for (var part = 1; part < count; part++)
                sum += Vector.Load(parts + part * size + i);
            sum.Store(target + i);
        }

        for (; i < size; i++)
        {
            target[i] = parts[i];
            for (var part = 1; part < count; part++)
                target[i] += parts[part * size + i];
        }

        return result;
    }
}
