using Darts.Kernels;
using Darts.Operations;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Relaxation;

/// <summary>
/// The mixed operation of an edge: o(x) = sum over k of w_k o_k(x), with w = softmax(alpha) (equation 2 of the paper).
/// </summary>
/// <remarks>A zero operation is left out of the sum, which changes nothing: its weight is lost either way.</remarks>
public sealed class MixedEdge : Module<Tensor, Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> _ops;
    private readonly OperationSet operations;
    private readonly int channels;
    private readonly int stride;

    /// <summary>Builds every operation of the set.</summary>
    /// <param name="operations">The candidate operations.</param>
    /// <param name="channels">Channels C.</param>
    /// <param name="stride">1 or 2.</param>
    public MixedEdge(OperationSet operations, int channels, int stride)
        : base(nameof(MixedEdge))
    {
        ArgumentNullException.ThrowIfNull(operations);
        (this.operations, this.channels, this.stride) = (operations, channels, stride);
        _ops = new ModuleList<Module<Tensor, Tensor>>([.. operations.Select(operation => operation.CreateForSearch(channels, stride))]);
        register_module(nameof(_ops), _ops);
    }

    /// <summary>The operations o_k as built, one a column of alpha.</summary>
    public IReadOnlyList<Module<Tensor, Tensor>> Candidates => [.. _ops];

    /// <summary>Which operations kernels compute, and the numbers of those that their modules have to.</summary>
    /// <param name="source">The state that the edge leaves.</param>
    /// <param name="edge">Its row in the matrix of weights.</param>
    internal (EdgePlan kernels, int[] others) Plan(int source, int edge)
    {
        var plans = Enumerable.Range(0, operations.Count).Where(k => !operations[k].IsZero)
            .Select(k => (k, plan: operations[k].PlanForSearch(edge * operations.Count + k, channels, stride, _ops[k]))).ToArray();
        return (new EdgePlan(source, [.. plans.Select(pair => pair.plan).OfType<CandidatePlan>()]), [.. plans.Where(pair => pair.plan is null).Select(pair => pair.k)]);
    }

    /// <summary>The weighted sum.</summary>
    /// <param name="input">x, [N, C, H, W].</param>
    /// <param name="weights">w, one number an operation, [operations].</param>
    /// <exception cref="InvalidOperationException">An operation gives another shape than [N, C, H/stride, W/stride]; the message names it.</exception>
    public override Tensor forward(Tensor input, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(weights);
        var each = weights.unbind();
        Tensor? sum = null;
        for (var k = 0; k < operations.Count; k++)
        {
            if (operations[k].IsZero)
                continue;
            var output = Compute(k, input);
            // In place: neither the product before nor this one needs the sum for its gradient.
            sum = sum is null ? output * each[k] : sum.addcmul_(output, each[k], 1);
        }

        return sum!;
    }

    /// <summary>o_k(x) by its module, its shape checked.</summary>
    /// <param name="k">The operation's column.</param>
    /// <param name="input">x, [N, C, H, W].</param>
    internal Tensor Compute(int k, Tensor input)
    {
        long[] shape = [input.shape[0], input.shape[1], (input.shape[2] + stride - 1) / stride, (input.shape[3] + stride - 1) / stride];
        var output = _ops[k].call(input);
        return output.shape.AsSpan().SequenceEqual(shape) ? output : throw new InvalidOperationException(
            $"Operation '{operations[k].Name}' gives [{string.Join(", ", output.shape)}] where an edge of stride {stride} gives [{string.Join(", ", shape)}]: every operation must keep the channels and divide height and width by the stride.");
    }
}
