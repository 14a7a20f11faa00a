namespace Darts.Kernels;

/// <summary>Which gradients a backward pass is asked for.</summary>
/// <param name="Weights">Those of the operations' weights in their edges, which lead to the alphas.</param>
/// <param name="Parameters">Those of the convolutions' weights.</param>
/// <param name="States">Those of the states, one an edge.</param>
internal sealed record WantedGradients(bool Weights, bool Parameters, IReadOnlyList<bool> States);
