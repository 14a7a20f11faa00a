using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// A state of a cell in the layout of the kernels: an ordinary tensor whose memory is [C, H, W, N], the batch innermost and padded with zeros to
/// whole vectors. <see cref="Map"/> shows it to every other operation as [N, C, H, W]. What all edges that leave it share is kept beside it.
/// </summary>
/// <param name="Storage">[C, H, W, padded N], contiguous.</param>
/// <param name="Batch">N.</param>
internal sealed record CellState(Tensor Storage, int Batch)
{
    // Asking a tensor for its shape allocates; loops ask often.
    private readonly long[] shape = Storage.shape;

    /// <summary>The map [N, C, H, W], a view.</summary>
    public Tensor Map => Storage.permute(3, 0, 1, 2).narrow(0, 0, Batch);

    public int Channels => (int)shape[0];

    public int Height => (int)shape[1];

    public int Width => (int)shape[2];

    /// <summary>max(x, 0) inside a border of zeros.</summary>
    public Tensor? Rectified { get; set; }

    /// <summary>The border of <see cref="Rectified"/>.</summary>
    public int Border { get; set; } = -1;

    /// <summary>What the pools give, with the moments of every channel.</summary>
    public Dictionary<PoolWindow, (Tensor output, Moments[] moments)> Pooled { get; } = [];

    /// <summary>Takes a map of any layout.</summary>
    /// <param name="map">[N, C, H, W].</param>
    /// <param name="lanes">Samples of a vector.</param>
    public static CellState Of(Tensor map, int lanes)
    {
        ArgumentNullException.ThrowIfNull(map);
        var batch = (int)map.shape[0];
        var moved = map.permute(1, 2, 3, 0);
        var missing = (lanes - batch % lanes) % lanes;
        return new CellState(missing == 0 ? moved.contiguous() : nn.functional.pad(moved, [0, missing]).contiguous(), batch);
    }
}
