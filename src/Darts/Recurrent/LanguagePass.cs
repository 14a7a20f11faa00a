using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>What a language model computes of a window of T words in B rows.</summary>
/// <param name="Logits">Unnormalised log-probabilities of the next word, [T, B, words].</param>
/// <param name="Hidden">The hidden state after the window, [1, B, units].</param>
/// <param name="Raw">The cell's outputs, [T, B, units].</param>
/// <param name="Dropped">The same after output dropout, as they enter the decoder.</param>
public sealed record LanguagePass(Tensor Logits, Tensor Hidden, Tensor Raw, Tensor Dropped)
{
    /// <summary>log softmax of the logits, [T, B, words].</summary>
    public Tensor LogProbabilities() => Logits.log_softmax(-1);

    /// <summary>Mean cross entropy of the next words, in nats.</summary>
    /// <param name="targets">The words that follow, [T, B].</param>
    public Tensor Loss(Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return nn.functional.cross_entropy(Logits.view(-1, Logits.shape[2]), targets.reshape(-1));
    }

    /// <summary>
    /// The mean square of the cell's change from one position to the next (the authors' temporal activation regularization, before their
    /// factor beta); 0 for a window of one word.
    /// </summary>
    public Tensor Slowness() => Raw.shape[0] < 2 ? Raw.new_zeros([]) : (Raw[1..] - Raw[..^1]).square().mean();

    /// <summary>The mean square of the outputs that enter the decoder (activation regularization, before the factor alpha).</summary>
    public Tensor Activity() => Dropped.square().mean();
}
