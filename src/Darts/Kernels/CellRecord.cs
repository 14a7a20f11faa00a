using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>What a cell's backward pass needs of its forward pass.</summary>
/// <param name="Batch">Number of samples N.</param>
/// <param name="Inputs">The storages of the given states.</param>
/// <param name="Output">The storage of the output.</param>
/// <param name="Weights">The weights of operations, or null where all are 1.</param>
/// <param name="Masks">Factors of the samples [edges, padded N], or null where all are 1.</param>
/// <param name="Maps">All other maps, where <see cref="CellRun{T, V}"/> has laid them; null before the forward pass.</param>
/// <param name="Norms">Of every node the statistics, of every edge, candidate and stage.</param>
internal sealed record CellRecord(
    int Batch, IReadOnlyList<Tensor> Inputs, Tensor Output, Tensor? Weights, Tensor? Masks, Tensor? Maps, IReadOnlyList<IReadOnlyList<NormRun>> Norms)
{
    /// <summary>All tensors, in the order of <see cref="With"/>.</summary>
    public IEnumerable<Tensor> Tensors =>
        [.. Inputs, Output, Maps!, .. Weights is null ? Array.Empty<Tensor>() : [Weights], .. Masks is null ? Array.Empty<Tensor>() : [Masks]];

    /// <summary>The same record with the tensors that libtorch kept.</summary>
    /// <param name="kept">They, perhaps followed by others.</param>
    public CellRecord With(IEnumerable<Tensor> kept)
    {
        var tensors = new Queue<Tensor>(kept);
        return this with
        {
            Inputs = [.. Inputs.Select(_ => tensors.Dequeue())],
            Output = tensors.Dequeue(),
            Maps = tensors.Dequeue(),
            Weights = Weights is null ? null : tensors.Dequeue(),
            Masks = Masks is null ? null : tensors.Dequeue(),
        };
    }
}
