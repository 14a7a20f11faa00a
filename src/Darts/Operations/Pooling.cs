using Darts.Kernels;
using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>
/// 3x3 pools with padding 1. Padding never wins a maximum and is not counted in the divisor of a mean. In the search a batch norm without
/// scale and shift follows, in evaluation none does.
/// </summary>
public static class Pooling
{
    /// <summary><c>max_pool_3x3</c>.</summary>
    public static Operation Max3x3 { get; } = new("max_pool_3x3", shape => MaxPool2d(3, shape.Stride, padding: 1))
    {
        NormalizedInSearch = true,
        Kernel = (shape, _) => new PoolKernel(Maximum: true, Side: 3, shape.Stride, Padding: 1),
    };

    /// <summary><c>avg_pool_3x3</c>.</summary>
    public static Operation Average3x3 { get; } = new("avg_pool_3x3", shape => AvgPool2d(3, shape.Stride, padding: 1, count_include_pad: false))
    {
        NormalizedInSearch = true,
        Kernel = (shape, _) => new PoolKernel(Maximum: false, Side: 3, shape.Stride, Padding: 1),
    };
}
