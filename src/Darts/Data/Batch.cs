using TorchSharp;

namespace Darts.Data;

/// <summary>Images and their labels, as tensors on the device of the stream that made them. Whoever takes a batch disposes of it.</summary>
/// <param name="Images">The network's input, <c>[N, C, H, W]</c>.</param>
/// <param name="Labels">The classes, <c>[N]</c>, int64.</param>
public sealed record Batch(torch.Tensor Images, torch.Tensor Labels) : IDisposable
{
    /// <summary>Number of images (N).</summary>
    public int Count => (int)Labels.shape[0];

    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
