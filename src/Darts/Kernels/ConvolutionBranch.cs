using TorchSharp.Modules;

namespace Darts.Kernels;

/// <summary>A depthwise convolution followed by a 1x1 convolution, or one convolution over all channels; none has a bias.</summary>
/// <param name="Depthwise">One filter a channel, or null for none.</param>
/// <param name="Pointwise">The 1x1 convolution; without a depthwise one it may have any kernel, stride, padding and dilation, equal on both sides.</param>
/// <param name="Shift">Rows and columns of the input that are left out at its top and left; only for convolutions of one pixel.</param>
public sealed record ConvolutionBranch(Conv2d? Depthwise, Conv2d Pointwise, int Shift = 0);
