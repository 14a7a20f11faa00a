using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// A state of a cell in the layout of the kernels: an ordinary tensor whose memory is [C, H, W, N], the batch innermost and padded with zeros to
/// whole vectors. <see cref="Map"/> shows it to every other operation as [N, C, H, W].
/// </summary>
/// <param name="Storage">[C, H, W, padded N], contiguous.</param>
/// <param name="Batch">N.</param>
internal sealed record CellState(Tensor Storage, int Batch)
{
    /// <summary>The map [N, C, H, W], a view.</summary>
    public Tensor Map => Storage.permute(3, 0, 1, 2).narrow(0, 0, Batch);

    /// <summary>The sum of a state and a map.</summary>
    /// <param name="state">The state, or null for none.</param>
    /// <param name="map">The map [N, C, H, W], or null for none; one of the two is there.</param>
    /// <param name="lanes">Samples of a vector.</param>
    public static CellState Sum(CellState? state, Tensor? map, int lanes)
    {
        if (map is null)
            return state!;
        var other = Of(map, lanes);
        return state is null ? other : state with { Storage = state.Storage + other.Storage };
    }

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
