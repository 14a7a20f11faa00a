using Darts.Kernels;
using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>
/// The operation <c>skip_connect</c>: with stride 1 the identity, o(x) = x, without parameters; with stride 2 a <see cref="FactorizedReduce"/>.
/// </summary>
public static class SkipConnect
{
    /// <summary>The candidate operation <c>skip_connect</c>.</summary>
    public static Operation Operation { get; } = new("skip_connect", shape =>
        shape.Stride == 1 ? Identity() : new FactorizedReduce(shape.Channels, shape.Channels, shape.Affine))
    {
        Kernel = (shape, module) => shape.Stride == 1 ? new IdentityKernel() : ((IKernelModule)module).Kernel,
    };
}
