using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>Gradients of a pass; null where none is wanted.</summary>
internal sealed record RecurrentGradients(Tensor InputPart, Tensor Hidden, Tensor? Weights, Tensor? HiddenWeights, Tensor?[] NodeWeights);
