using TorchSharp;

namespace Darts.Data;

/// <summary>What batches a consumer of an <see cref="IImageSource"/> wants.</summary>
/// <param name="BatchSize">Images a batch; the last batch of a pass holds what is left.</param>
/// <param name="Seed">The seed of the whole run.</param>
/// <param name="Stream">Tells the random numbers from those of other streams of the same seed.</param>
/// <param name="Device">Where the tensors are made.</param>
/// <param name="Type">Type of the images.</param>
public sealed record BatchRequest(int BatchSize, long Seed, string Stream, torch.Device Device, torch.ScalarType Type);
