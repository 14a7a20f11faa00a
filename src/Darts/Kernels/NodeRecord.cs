using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>What a node's backward pass needs of its forward pass beside its states.</summary>
/// <param name="Outputs">The outputs of all stages before their batch norms, one after the other.</param>
/// <param name="Norms">The statistics, of every edge, candidate and stage.</param>
internal sealed record NodeRecord(Tensor Outputs, IReadOnlyList<NormRun> Norms);
