namespace Darts.Recurrent;

/// <summary>How well a language model predicts a text.</summary>
/// <param name="Loss">Mean cross entropy of the predicted words, in nats.</param>
/// <param name="Rows">Rows of the text: one more than the words that are predicted in each stretch.</param>
public sealed record TextLoss(double Loss, int Rows)
{
    /// <summary>exp(loss): how many equally likely words the model hesitates between.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>The loss as the authors' code reports it: it divides by the number of rows, one more than the predicted words, and so is slightly low.</summary>
    public double LossOverRows => Loss * (Rows - 1) / Rows;

    /// <summary>One line for a log.</summary>
    public override string ToString() => $"loss {Loss:0.000} nats, perplexity {Perplexity:0.00}";
}
