using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// The maps that a forward pass leaves to its backward pass. Both ask for them in the same order: the forward pass gets new ones, the backward pass
/// gets them back.
/// </summary>
/// <param name="like">A tensor of their type.</param>
/// <param name="kept">Those of the forward pass; null in the forward pass itself.</param>
internal sealed unsafe class PassMaps(Tensor like, IReadOnlyList<Tensor>? kept)
{
    private readonly List<Tensor> maps = [];

    /// <summary>All that were asked for.</summary>
    public IReadOnlyList<Tensor> All => maps;

    /// <summary>The next one.</summary>
    /// <typeparam name="T">The type of its numbers.</typeparam>
    /// <param name="size">Number of numbers.</param>
    public T* Next<T>(long size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        maps.Add(kept is null ? like.new_empty(size) : kept[maps.Count]);
        return TensorData.Pointer<T>(maps[^1]);
    }
}
