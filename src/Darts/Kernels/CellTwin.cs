using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Kernels;

/// <summary>
/// A cell written with libtorch's functions: the twin of <see cref="CellForward{T, V}"/>, slow and differentiable any number of times. It gives
/// the gradients when they are to be differentiated again (<c>create_graph</c>).
/// </summary>
internal static class CellTwin
{
    /// <summary>Computes the cell.</summary>
    /// <param name="plan">Its nodes.</param>
    /// <param name="record">Inputs, weights, masks, and the statistics of the forward pass.</param>
    /// <returns>The map [N, C, H, W].</returns>
    public static Tensor Compute(CellPlan plan, CellRecord record)
    {
        List<Tensor> states = [.. record.Inputs.Select(input => new CellState(input, record.Batch).Map)];
        var edges = 0;
        for (var k = 0; k < plan.Nodes.Count; k++)
        {
            states.Add(Node(plan, plan.Nodes[k], states, record, record.Norms[k], edges));
            edges += plan.Nodes[k].Edges.Count;
        }

        return cat([.. plan.Outputs.Select(state => states[state])], 1);
    }

    /// <summary>
    /// The gradients of the output's storage for its weights, states and parameters, part of the graph; null for what asks for none.
    /// </summary>
    /// <param name="inputs">The tensors to differentiate for.</param>
    /// <param name="output">The output's map.</param>
    /// <param name="lanes">Samples of a vector.</param>
    /// <param name="gradient">The gradient of the output's storage.</param>
    public static Tensor?[] Gradients(IReadOnlyList<Tensor?> inputs, Tensor output, int lanes, Tensor gradient)
    {
        var asking = inputs.Where(input => input is { requires_grad: true }).Select(input => input!).ToArray();
        var found = new Queue<Tensor>(autograd.grad([CellState.Of(output, lanes).Storage], asking, [gradient], retain_graph: true, create_graph: true, allow_unused: true));
        return [.. inputs.Select(input => input is { requires_grad: true } && found.Dequeue() is { IsInvalid: false } result ? result : null)];
    }

    private static Tensor Node(CellPlan cell, NodePlan plan, List<Tensor> states, CellRecord record, IReadOnlyList<NormRun> norms, int firstEdge)
    {
        var stages = new Queue<NormRun>(norms.Take(plan.Edges.SelectMany(edge => edge.Stacks).Sum(stack => stack.Stages.Count)));
        var others = new Queue<NormRun>(norms.Skip(stages.Count));
        Tensor? sum = null;
        for (var e = 0; e < plan.Edges.Count; e++)
        {
            var (x, linear) = (states[plan.Edges[e].Source], cell.TakesImages && plan.Edges[e].Source < cell.Inputs);
            foreach (var candidate in plan.Edges[e].Candidates)
            {
                var norm = candidate.Kernel is ConvolutionKernel ? null : others.Dequeue();
                var y = candidate.Kernel switch
                {
                    ConvolutionKernel stack => stack.Stages.Aggregate(x, (map, stage) => Stage(stage, linear && ReferenceEquals(map, x) ? map : functional.relu(map), stages.Dequeue())),
                    PoolKernel pool => Normalize(Pool(pool, x), norm!, candidate.Norm),
                    _ => x,
                };
                var term = record.Weights is null || candidate.Weight < 0 ? y : y * record.Weights.flatten()[candidate.Weight];
                if (record.Masks is not null)
                    term *= record.Masks[firstEdge + e].narrow(0, 0, record.Batch).view(-1, 1, 1, 1);
                sum = sum is null ? term : sum + term;
            }
        }

        return sum!;
    }

    private static Tensor Stage(ConvolutionStage stage, Tensor x, NormRun norm) => Normalize(cat([.. stage.Branches.Select(branch => Branch(branch, x))], 1), norm, stage.Norm);

    private static Tensor Branch(ConvolutionBranch branch, Tensor x)
    {
        if (branch.Shift > 0)
            x = x[.., .., branch.Shift.., branch.Shift..];
        if (branch.Depthwise is { } filter)
            x = functional.conv2d(x, filter.weight!, null, filter.stride, filter.padding!, filter.dilation, filter.groups);
        return functional.conv2d(x, branch.Pointwise.weight!, null, branch.Pointwise.stride, branch.Pointwise.padding!, branch.Pointwise.dilation);
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
