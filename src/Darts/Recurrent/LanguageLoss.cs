using Darts.Data;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>Losses of a language model on windows of text, as objectives for an architect or an optimizer.</summary>
internal sealed class LanguageLoss(LanguageModel model, LanguageLossOptions options)
{
    /// <summary>The mean cross entropy, which the alpha step uses on both windows.</summary>
    /// <param name="window">The window.</param>
    /// <param name="hidden">The hidden state before it, [1, B, units].</param>
    /// <param name="next">Receives the hidden state after it; left alone when null.</param>
    public Objective Plain(TextWindow window, Tensor hidden, Tensor? next = null) => Of(window, hidden, next, pass => pass.Loss);

    /// <summary>The mean cross entropy, the slowness and the activity term, which the weight step uses.</summary>
    /// <param name="window">The window.</param>
    /// <param name="hidden">The hidden state before it, [1, B, units].</param>
    /// <param name="next">Receives the hidden state after it.</param>
    /// <param name="crossEntropy">A scalar to which the cross entropy alone is added.</param>
    public Objective Regularized(TextWindow window, Tensor hidden, Tensor next, Tensor crossEntropy) => Of(window, hidden, next, pass => targets =>
    {
        var loss = pass.Loss(targets);
        using (no_grad())
            crossEntropy.add_(loss.detach() * ((double)targets.shape[1] / window.Batch));
        if (options.Activity > 0)
            loss = loss + options.Activity * pass.Activity();
        if (options.Slowness > 0)
            loss = loss + options.Slowness * pass.Slowness();
        return loss;
    });

    private Objective Of(TextWindow window, Tensor hidden, Tensor? next, Func<LanguagePass, Func<Tensor, Tensor>> loss)
    {
        var size = options.ChunkSize ?? window.Batch;
        return new Objective([.. Enumerable.Range(0, (window.Batch + size - 1) / size).Select(i => (Func<Tensor>)(() =>
        {
            var (start, rows) = (i * size, Math.Min(size, window.Batch - (i * size)));
            Tensor Chunk(Tensor whole) => rows == window.Batch ? whole : whole.narrow(1, start, rows);
            var pass = model.Forward(Chunk(window.Words), Chunk(hidden));
            if (next is not null)
            {
                using var _ = no_grad();
                Chunk(next).copy_(pass.Hidden);
            }

            var value = loss(pass)(Chunk(window.Targets));
            return rows == window.Batch ? value : value * ((double)rows / window.Batch);
        }))]);
    }
}
