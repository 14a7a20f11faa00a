using TorchSharp.Modules;

namespace Darts.Kernels;

/// <summary>A depthwise convolution, if any, followed by a 1x1 convolution; neither has a bias.</summary>
/// <param name="Depthwise">One filter a channel, or null for none.</param>
/// <param name="Pointwise">The 1x1 convolution; only without a depthwise one may it have a stride.</param>
/// <param name="Shift">Rows and columns of the input that are left out at its top and left.</param>
public sealed record ConvolutionBranch(Conv2d? Depthwise, Conv2d Pointwise, int Shift = 0);
