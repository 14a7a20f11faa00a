using Darts.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>BN(conv1x1(relu(x))): what a cell does to its inputs before its edges.</summary>
public sealed class ReluConvolutionNorm : Module<Tensor, Tensor>, IKernelModule
{
    private readonly Sequential op;

    /// <summary>Makes the operation.</summary>
    /// <param name="inputChannels">Channels of the input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="affine">Whether the batch norm has scale and shift.</param>
    public ReluConvolutionNorm(int inputChannels, int outputChannels, bool affine)
        : base(nameof(ReluConvolutionNorm))
    {
        op = Sequential(ReLU(), Conv2d(inputChannels, outputChannels, 1, bias: false), BatchNorm2d(outputChannels, affine: affine));
        RegisterComponents();
    }

    /// <summary>The one link, for the fast path.</summary>
    public OperationKernel Kernel => new ConvolutionKernel(new ConvolutionStage((BatchNorm2d)op[2], new ConvolutionBranch(null, (Conv2d)op[1])));

    /// <summary>Computes [N, C, H, W] to [N, C', H, W].</summary>
    /// <param name="input">The map.</param>
    public override Tensor forward(Tensor input) => op.forward(input);
}
