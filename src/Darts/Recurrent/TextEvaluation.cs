using Darts.Data;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>Measures a language model on a text.</summary>
public static class TextEvaluation
{
    /// <summary>
    /// The mean loss over a whole text, read window by window in evaluation mode with the hidden state carried along. The model is put back into
    /// the mode it was in.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text, in as many stretches as are to be read side by side; the authors use 10 to validate and 1 to test.</param>
    /// <param name="window">Length of the windows; it changes nothing but memory and time.</param>
    /// <param name="cancellation">Stops before the next window.</param>
    public static TextLoss Measure(LanguageModel model, TokenRows text, int window = 35, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(text);
        var training = model.training;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        try
        {
            var hidden = model.InitialHidden(text.BatchSize);
            var total = zeros([], ScalarType.Float64, model.Device);
            foreach (var (start, length) in text.Windows(window))
            {
                cancellation.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                using var words = text.Window(start, length);
                var pass = model.Forward(words.Words, hidden);
                total.add_(pass.Loss(words.Targets) * words.Length);
                hidden.copy_(pass.Hidden);
            }

            return new TextLoss(total.item<double>() / (text.Count - 1), text.Count);
        }
        finally
        {
            model.train(training);
        }
    }
}
