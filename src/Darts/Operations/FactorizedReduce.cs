using Darts.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace Darts.Operations;

/// <summary>
/// Halves a map without losing three of its four pixels: with r = relu(x), BN(concat(conv1x1, stride 2, of r; conv1x1, stride 2, of r
/// without its first row and column)), each convolution giving half of the output channels.
/// </summary>
public sealed class FactorizedReduce : Module<Tensor, Tensor>, IKernelModule
{
    // The names of the authors' state dictionary: TorchSharp registers fields under their own names, beside any other.
    private readonly Conv2d conv_1;
    private readonly Conv2d conv_2;
    private readonly BatchNorm2d bn;

    /// <summary>Makes the reduction.</summary>
    /// <param name="inputChannels">Channels of the input.</param>
    /// <param name="outputChannels">Channels of the output, even.</param>
    /// <param name="affine">Whether the batch norm has scale and shift.</param>
    /// <exception cref="ArgumentException"><paramref name="outputChannels"/> is odd.</exception>
    public FactorizedReduce(int inputChannels, int outputChannels, bool affine)
        : base(nameof(FactorizedReduce))
    {
        if (outputChannels % 2 != 0)
            throw new ArgumentException($"Channels = {outputChannels}: a factorized reduce makes its output in two halves and needs an even number.", nameof(outputChannels));
        conv_1 = Conv2d(inputChannels, outputChannels / 2, 1, stride: 2, bias: false);
        conv_2 = Conv2d(inputChannels, outputChannels / 2, 1, stride: 2, bias: false);
        bn = BatchNorm2d(outputChannels, affine: affine);
        RegisterComponents();
    }

    /// <summary>Both convolutions as branches of one link, for the fast path; the second leaves the first row and column out.</summary>
    public OperationKernel Kernel => new ConvolutionKernel(new ConvolutionStage(bn, new ConvolutionBranch(null, conv_1), new ConvolutionBranch(null, conv_2, Shift: 1)));

    /// <summary>Computes [N, C, H, W] to [N, C', H/2, W/2].</summary>
    /// <param name="input">The map; H and W even.</param>
    /// <exception cref="ArgumentException">H or W is odd.</exception>
    public override Tensor forward(Tensor input)
    {
        var (height, width) = (input.shape[2], input.shape[3]);
        if (height % 2 != 0 || width % 2 != 0)
            throw new ArgumentException($"Map of {height}x{width}: a factorized reduce halves the map and needs even height and width; pad the images (28x28 to 32x32, for instance).", nameof(input));
        var rectified = relu(input);
        return bn.call(cat([conv_1.call(rectified), conv_2.call(rectified[.., .., 1.., 1..])], 1));
    }
}
