using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>
/// <c>conv_7x1_1x7</c>: [relu, full 1x7 convolution with stride (1, s), full 7x1 convolution with stride (s, 1), batch norm], with nothing
/// between the two convolutions. Only AmoebaNet's cells use it.
/// </summary>
public static class FactorizedConvolution
{
    /// <summary>The candidate operation <c>conv_7x1_1x7</c>.</summary>
    public static Operation Operation { get; } = new("conv_7x1_1x7", shape => Sequential(
        ReLU(),
        Conv2d(shape.Channels, shape.Channels, (1, 7), stride: (1, shape.Stride), padding: (0, 3), bias: false),
        Conv2d(shape.Channels, shape.Channels, (7, 1), stride: (shape.Stride, 1), padding: (3, 0), bias: false),
        BatchNorm2d(shape.Channels, affine: shape.Affine)));
}
