using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>The gradients that a backward pass gives; null where none was asked for.</summary>
/// <param name="Weights">Of the operations' weights.</param>
/// <param name="States">Of the states' storages, one an edge.</param>
/// <param name="Parameters">Of the convolutions' weights, in the plan's order.</param>
internal sealed record NodeGradients(Tensor? Weights, IReadOnlyList<Tensor?> States, IReadOnlyList<Tensor?> Parameters);
