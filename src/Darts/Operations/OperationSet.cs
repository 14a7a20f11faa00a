using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>
/// The ordered, named, immutable menu O of candidate operations: the k-th column of the alphas belongs to the k-th operation.
/// </summary>
/// <example><code>OperationSet.Darts.Without("max_pool_3x3").With("blur_3x3", op => new BlurPool(op.Channels, op.Stride))</code></example>
/// <param name="operations">The operations, in the order of the columns of alpha.</param>
/// <exception cref="ArgumentException">There is none but zero operations, or two have one name.</exception>
public sealed class OperationSet(params IEnumerable<Operation> operations) : CandidateSet<Operation, OperationSet>(operations, "operation")
{
    /// <summary>The eight operations of the paper's image cells, in the authors' order.</summary>
    public static OperationSet Darts { get; } = new(
        Zero.Operation,
        Pooling.Max3x3,
        Pooling.Average3x3,
        SkipConnect.Operation,
        SeparableConvolution.Of(3),
        SeparableConvolution.Of(5),
        DilatedConvolution.Of(3),
        DilatedConvolution.Of(5));

    /// <summary>Every operation that the kit has: the paper's eight, and those that only other published cells use.</summary>
    public static OperationSet All { get; } = new([.. Darts, SeparableConvolution.Of(7), FactorizedConvolution.Operation]);

    /// <summary>The set with one more operation at its end, or with the one of that name replaced in its place.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="create">Builds it: any module from [N, C, H, W] to [N, C, H/stride, W/stride].</param>
    /// <param name="normalizedInSearch">Whether the search adds a batch norm behind it; for operations without one of their own.</param>
    public OperationSet With(string name, Func<OperationShape, Module<Tensor, Tensor>> create, bool normalizedInSearch = false) =>
        With(new Operation(name, create) { NormalizedInSearch = normalizedInSearch });

    private protected override OperationSet Make(IEnumerable<Operation> candidates) => new(candidates);
}
