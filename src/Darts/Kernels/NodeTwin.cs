using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Kernels;

/// <summary>
/// A node written with libtorch's functions: the twin of <see cref="NodeForward{T, V}"/>, slow and differentiable any number of times. It gives
/// the gradients when they are to be differentiated again (<c>create_graph</c>).
/// </summary>
internal static class NodeTwin
{
    /// <summary>Computes the node.</summary>
    /// <param name="plan">Its edges.</param>
    /// <param name="states">The states, one an edge.</param>
    /// <param name="weights">The weights of operations, or null where all are 1.</param>
    /// <param name="masks">Factors of the samples [edges, padded N], or null where all are 1.</param>
    /// <param name="norms">The statistics of the forward pass: of every stage, then of every candidate.</param>
    /// <returns>The map [N, C, H, W].</returns>
    public static Tensor Compute(NodePlan plan, IReadOnlyList<CellState> states, Tensor? weights, Tensor? masks, IReadOnlyList<NormRun> norms)
    {
        var stages = new Queue<NormRun>(norms.Take(plan.Edges.SelectMany(edge => edge.Stacks).Sum(stack => stack.Stages.Count)));
        var others = new Queue<NormRun>(norms.Skip(stages.Count));
        Tensor? sum = null;
        for (var e = 0; e < plan.Edges.Count; e++)
        {
            var (edge, state) = (plan.Edges[e], states[e]);
            foreach (var candidate in edge.Candidates)
            {
                var (x, norm) = (state.Map, others.Dequeue());
                var y = candidate.Kernel switch
                {
                    ConvolutionKernel stack => stack.Stages.Aggregate(x, (map, stage) => Stage(stage, map, stages.Dequeue())),
                    PoolKernel pool => Normalize(Pool(pool, x), norm, candidate.Norm),
                    _ => x,
                };
                var term = weights is null ? y : y * weights.flatten()[candidate.Weight];
                if (masks is not null)
                    term *= masks[e].narrow(0, 0, state.Batch).view(-1, 1, 1, 1);
                sum = sum is null ? term : sum + term;
            }
        }

        return sum!;
    }

    /// <summary>
    /// The gradients of the node's storage for its weights, states and parameters, part of the graph; null for what asks for none.
    /// </summary>
    /// <param name="inputs">The tensors to differentiate for.</param>
    /// <param name="node">The node's map.</param>
    /// <param name="lanes">Samples of a vector.</param>
    /// <param name="gradient">The gradient of the node's storage.</param>
    public static Tensor?[] Gradients(IReadOnlyList<Tensor?> inputs, Tensor node, int lanes, Tensor gradient)
    {
        var asking = inputs.Where(input => input is { requires_grad: true }).Select(input => input!).ToArray();
        var found = new Queue<Tensor>(autograd.grad([CellState.Of(node, lanes).Storage], asking, [gradient], retain_graph: true, create_graph: true, allow_unused: true));
        return [.. inputs.Select(input => input is { requires_grad: true } && found.Dequeue() is { IsInvalid: false } result ? result : null)];
    }

    private static Tensor Stage(ConvolutionStage stage, Tensor x, NormRun norm)
    {
        var rectified = functional.relu(x);
        return Normalize(cat([.. stage.Branches.Select(branch => Branch(branch, rectified))], 1), norm, stage.Norm);
    }

    private static Tensor Branch(ConvolutionBranch branch, Tensor x)
    {
        if (branch.Shift > 0)
            x = x[.., .., branch.Shift.., branch.Shift..];
        if (branch.Depthwise is { } filter)
            x = functional.conv2d(x, filter.weight!, null, filter.stride, filter.padding!, filter.dilation, filter.groups);
        return functional.conv2d(x, branch.Pointwise.weight!, null, branch.Pointwise.stride);
    }

    private static Tensor Pool(PoolKernel pool, Tensor x) => pool.Maximum
        ? functional.max_pool2d(x, pool.Side, pool.Stride, pool.Padding)
        : functional.avg_pool2d(x, pool.Side, pool.Stride, pool.Padding, count_include_pad: false);

    private static Tensor Normalize(Tensor y, NormRun norm, BatchNorm2d? module)
    {
        var (scale, shift) = module is { affine: true } ? (module.weight, module.bias) : (null, null);
        if (norm.Count is not null)
            return functional.batch_norm(y, null, null, scale, shift, training: true, eps: module!.eps);
        var (mean, inverse) = (Row(norm.Mean, y), Row(norm.Inverse, y));
        var normalized = (y - mean) * inverse;
        return scale is null ? normalized : normalized * scale.view(1, -1, 1, 1) + shift!.view(1, -1, 1, 1);
    }

    private static Tensor Row(double[] channels, Tensor like) => tensor(channels, dtype: like.dtype, device: CPU).view(1, -1, 1, 1);
}
