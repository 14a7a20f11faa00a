using Darts.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>
/// <c>dil_conv_kxk</c>: [relu, depthwise kxk convolution with dilation 2, 1x1 convolution, batch norm], padding k-1, so that a 3x3 kernel
/// sees 5x5 pixels and a 5x5 kernel 9x9 (section 3.1.1 of the paper).
/// </summary>
public sealed class DilatedConvolution : Module<Tensor, Tensor>, IKernelModule
{
    private readonly Sequential op;

    /// <summary>Makes the operation.</summary>
    /// <param name="kernel">k, odd.</param>
    /// <param name="shape">Channels, stride and whether the batch norm has scale and shift.</param>
    public DilatedConvolution(int kernel, OperationShape shape)
        : base(nameof(DilatedConvolution))
    {
        var c = shape.Channels;
        op = Sequential(
            ReLU(),
            Conv2d(c, c, kernel, shape.Stride, padding: kernel - 1, dilation: 2, groups: c, bias: false),
            Conv2d(c, c, 1, bias: false),
            BatchNorm2d(c, affine: shape.Affine));
        RegisterComponents();
    }

    /// <summary>The one link, for the fast path.</summary>
    public OperationKernel Kernel => new ConvolutionKernel(new ConvolutionStage((BatchNorm2d)op[3], new ConvolutionBranch((Conv2d)op[1], (Conv2d)op[2])));

    /// <summary>The candidate operation <c>dil_conv_kxk</c>.</summary>
    /// <param name="kernel">k, odd: 3 or 5 in the paper.</param>
    public static Operation Of(int kernel) => new($"dil_conv_{kernel}x{kernel}", shape => new DilatedConvolution(kernel, shape));

    /// <summary>Computes [N, C, H, W] to [N, C, ceil(H/stride), ceil(W/stride)].</summary>
    /// <param name="input">The map.</param>
    public override Tensor forward(Tensor input) => op.forward(input);
}
