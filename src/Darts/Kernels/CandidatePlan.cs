using TorchSharp;
using TorchSharp.Modules;

namespace Darts.Kernels;

/// <summary>A candidate operation of an edge.</summary>
/// <param name="Weight">Where its weight w stands in the matrix [edges, operations], row by row; -1 for the constant 1.</param>
/// <param name="Kernel">How it is computed.</param>
/// <param name="Norm">The batch norm that follows a pool in the search, if any.</param>
internal sealed record CandidatePlan(int Weight, OperationKernel Kernel, BatchNorm2d? Norm)
{
    /// <summary>The plan of an operation, or null where kernels cannot compute it: its module then does.</summary>
    /// <param name="weight">Where its weight stands.</param>
    /// <param name="kernel">What it declares.</param>
    /// <param name="norm">The batch norm that the search adds.</param>
    public static CandidatePlan? Of(int weight, OperationKernel? kernel, BatchNorm2d? norm) => kernel switch
    {
        ConvolutionKernel stack when norm is null && stack.Stages.All(Computable) => new CandidatePlan(weight, stack, null),
        PoolKernel when norm is null or { affine: false } => new CandidatePlan(weight, kernel, norm),
        IdentityKernel when norm is null => new CandidatePlan(weight, kernel, null),
        _ => null,
    };

    private static bool Computable(ConvolutionStage stage) => stage.Branches.All(Computable);

    private static bool Computable(ConvolutionBranch branch) => Square(branch.Pointwise) && branch.Pointwise.groups == 1 && (branch.Depthwise is { } filter
        ? IsPixel(branch.Pointwise) && branch.Pointwise.stride is [1, 1] && Square(filter) && filter.groups == filter.in_channels && filter.out_channels == filter.in_channels
        : branch.Shift == 0 || IsPixel(branch.Pointwise));

    private static bool IsPixel(Conv2d convolution) => convolution.kernel_size is [1, 1] && convolution.padding is [0, 0];

    private static bool Square(Conv2d convolution) =>
        convolution.bias is null && convolution.padding_mode == PaddingModes.Zeros && Square(convolution.kernel_size) && Square(convolution.stride) && Square(convolution.dilation) &&
        convolution.padding is { } padding && Square(padding);

    private static bool Square(long[] sides) => sides.All(side => side == sides[0]);
}
