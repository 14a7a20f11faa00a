using Darts.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>
/// <c>sep_conv_kxk</c>: twice [relu, depthwise kxk convolution, 1x1 convolution, batch norm], padding (k-1)/2, the stride in the first
/// depthwise convolution (section 3.1.1 of the paper).
/// </summary>
public sealed class SeparableConvolution : Module<Tensor, Tensor>, IKernelModule
{
    private readonly Sequential op;

    /// <summary>Makes the operation.</summary>
    /// <param name="kernel">k, odd.</param>
    /// <param name="shape">Channels, stride and whether the batch norms have scale and shift.</param>
    public SeparableConvolution(int kernel, OperationShape shape)
        : base(nameof(SeparableConvolution))
    {
        var c = shape.Channels;
        op = Sequential(
            ReLU(),
            Conv2d(c, c, kernel, shape.Stride, padding: kernel / 2, groups: c, bias: false),
            Conv2d(c, c, 1, bias: false),
            BatchNorm2d(c, affine: shape.Affine),
            ReLU(),
            Conv2d(c, c, kernel, padding: kernel / 2, groups: c, bias: false),
            Conv2d(c, c, 1, bias: false),
            BatchNorm2d(c, affine: shape.Affine));
        RegisterComponents();
    }

    /// <summary>Both links, for the fast path.</summary>
    public OperationKernel Kernel => new ConvolutionKernel(
        new ConvolutionStage((BatchNorm2d)op[3], new ConvolutionBranch((Conv2d)op[1], (Conv2d)op[2])),
        new ConvolutionStage((BatchNorm2d)op[7], new ConvolutionBranch((Conv2d)op[5], (Conv2d)op[6])));

    /// <summary>The candidate operation <c>sep_conv_kxk</c>.</summary>
    /// <param name="kernel">k, odd: 3, 5 or 7 in published cells.</param>
    public static Operation Of(int kernel) => new($"sep_conv_{kernel}x{kernel}", shape => new SeparableConvolution(kernel, shape));

    /// <summary>Computes [N, C, H, W] to [N, C, ceil(H/stride), ceil(W/stride)].</summary>
    /// <param name="input">The map.</param>
    public override Tensor forward(Tensor input) => op.forward(input);
}
