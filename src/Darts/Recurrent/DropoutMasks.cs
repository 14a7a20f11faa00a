using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>
/// The dropout masks of one pass, each already divided by the share that is kept; null where nothing is dropped. A mask is
/// floor(u + keep) / keep with u uniform in [0, 1).
/// </summary>
/// <param name="Words">One factor a word of the vocabulary, [words, 1].</param>
/// <param name="Embedding">Factors of the embedded words, the same for all positions, [1, B, units].</param>
/// <param name="Input">Factors of the cell's input, the same for all positions, [B, units].</param>
/// <param name="Hidden">Factors of hidden state and states, the same for all positions and nodes, [B, units].</param>
/// <param name="Output">Factors of the cell's output, the same for all positions, [1, B, units].</param>
public sealed record DropoutMasks(Tensor? Words, Tensor? Embedding, Tensor? Input, Tensor? Hidden, Tensor? Output)
{
    /// <summary>Nothing is dropped.</summary>
    public static DropoutMasks None { get; } = new(null, null, null, null, null);

    /// <summary>Draws masks from libtorch's generator of the CPU, so that a seed gives the same masks on every device.</summary>
    /// <param name="rates">How much is dropped.</param>
    /// <param name="words">Size of the vocabulary.</param>
    /// <param name="batch">Rows of text B.</param>
    /// <param name="units">Size of embedding and hidden state.</param>
    /// <param name="like">A tensor on the device and of the type of the masks.</param>
    public static DropoutMasks Draw(DropoutRates rates, int words, long batch, long units, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(rates);
        ArgumentNullException.ThrowIfNull(like);
        return new DropoutMasks(
            One(rates.Words, words, 1),
            One(rates.Embedding, 1, batch, units),
            One(rates.Input, batch, units),
            One(rates.Hidden, batch, units),
            One(rates.Output, 1, batch, units));

        Tensor? One(double rate, params long[] shape) =>
            rate == 0 ? null : Mask(rand(shape, dtype: like.dtype, device: CPU), 1 - rate).to(like.device);
    }

    /// <summary>floor(u + keep) / keep.</summary>
    internal static Tensor Mask(Tensor uniform, double keep) => (uniform + keep).floor_().div_(keep);
}
