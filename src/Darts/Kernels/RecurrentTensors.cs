using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>What a pass of the relaxed recurrent cell reads, all contiguous.</summary>
/// <param name="InputPart">x W_0 of the input's rows, [T, B, 2 n].</param>
/// <param name="Hidden">h, [B, n].</param>
/// <param name="Weights">p, [edges, columns].</param>
/// <param name="HiddenWeights">The hidden state's rows of W_0, [n, 2 n].</param>
/// <param name="NodeWeights">W_i, [n, 2 n] each.</param>
/// <param name="HiddenMask">Dropout mask, [B, n], or null.</param>
/// <param name="RunningMean">Running mean of the batch norm, [n], updated in training.</param>
/// <param name="RunningVariance">Running variance, [n], updated in training.</param>
internal sealed record RecurrentTensors(Tensor InputPart, Tensor Hidden, Tensor Weights, Tensor HiddenWeights, Tensor[] NodeWeights, Tensor? HiddenMask, Tensor RunningMean, Tensor RunningVariance);
