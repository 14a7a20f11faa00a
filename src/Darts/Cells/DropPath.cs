using static TorchSharp.torch;

namespace Darts.Cells;

/// <summary>
/// Drop path by the authors' rule: of every input of a node, y = x * mask / (1 - p), with a mask of one 0 or 1 a sample that is 0 with
/// probability p. Identity connections are exempt, so that a node never loses all of its inputs by chance where one of them is an identity.
/// </summary>
/// <remarks>A factorized reduce, which a skip connection of stride 2 is, is dropped like any other operation.</remarks>
public sealed class DropPath
{
    private readonly Func<long, Tensor>? masks;

    /// <summary>Makes drop path of a probability.</summary>
    /// <param name="probability">p, 0 or more and less than 1.</param>
    /// <param name="masks">Gives the masks, [N] for N samples, in the order of cells, nodes and inputs; drawn from libtorch's generator when null.</param>
    /// <exception cref="ArgumentException"><paramref name="probability"/> is out of range.</exception>
    public DropPath(double probability, Func<long, Tensor>? masks = null)
    {
        if (!(probability is >= 0 and < 1))
            throw new ArgumentException($"Probability = {probability}: a path is dropped with a probability of 0 or more and less than 1.", nameof(probability));
        Probability = probability;
        this.masks = masks;
    }

    /// <summary>p.</summary>
    public double Probability { get; }

    /// <summary>What one input of a node is multiplied with: mask / (1 - p), [N], on the device and in the type of the map.</summary>
    /// <param name="map">[N, C, H, W].</param>
    public Tensor Factors(Tensor map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var mask = masks is null ? map.new_empty(map.shape[0]).bernoulli_(1 - Probability) : masks(map.shape[0]).to(map.dtype, map.device);
        return mask / (1 - Probability);
    }

    /// <summary>Drops the map of some samples and scales that of the others; the map itself is left as it is.</summary>
    /// <param name="map">[N, C, H, W].</param>
    public Tensor Apply(Tensor map) => map * Factors(map).view(-1, 1, 1, 1);
}
