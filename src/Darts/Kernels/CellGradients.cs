using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>The gradients that a backward pass gives; null where none was asked for or the output does not depend.</summary>
/// <param name="Weights">Of the operations' weights.</param>
/// <param name="Inputs">Of the given states' storages.</param>
/// <param name="Parameters">Of the convolutions' weights, in the plan's order.</param>
internal sealed record CellGradients(Tensor? Weights, IReadOnlyList<Tensor?> Inputs, IReadOnlyList<Tensor?> Parameters);
