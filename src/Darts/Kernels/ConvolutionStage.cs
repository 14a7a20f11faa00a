using TorchSharp.Modules;

namespace Darts.Kernels;

/// <summary>BN(concat over branches of branch(relu(x))).</summary>
/// <param name="Norm">The batch norm over all output channels.</param>
/// <param name="Branches">Convolutions of the rectified input; their outputs are concatenated.</param>
public sealed record ConvolutionStage(BatchNorm2d Norm, params IReadOnlyList<ConvolutionBranch> Branches)
{
    internal int Outputs => Branches.Sum(branch => (int)branch.Pointwise.out_channels);
}
