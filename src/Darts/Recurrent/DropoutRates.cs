using Darts.Runtime;

namespace Darts.Recurrent;

/// <summary>
/// How much of a language model is dropped in training, as probabilities. Every mask holds for a whole window of text (variational dropout);
/// the defaults are those of the authors' search on Penn Treebank.
/// </summary>
public sealed record DropoutRates
{
    /// <summary>Nothing is dropped.</summary>
    public static DropoutRates None { get; } = new() { Output = 0, Hidden = 0, Input = 0, Embedding = 0, Words = 0 };

    /// <summary>Of the cell's outputs, before the decoder (the authors' <c>dropout</c>).</summary>
    public double Output { get; init => field = Probability(value); } = 0.75;

    /// <summary>Of the hidden state and of the states, where they enter a matrix product (<c>dropouth</c>).</summary>
    public double Hidden { get; init => field = Probability(value); } = 0.25;

    /// <summary>Of the cell's input, where it enters the matrix product (<c>dropoutx</c>).</summary>
    public double Input { get; init => field = Probability(value); } = 0.75;

    /// <summary>Of the embedded words (<c>dropouti</c>).</summary>
    public double Embedding { get; init => field = Probability(value); } = 0.2;

    /// <summary>Of whole words of the vocabulary, in the embedding but not in the tied decoder (<c>dropoute</c>).</summary>
    public double Words { get; init => field = Probability(value); }

    private static double Probability(double value, [System.Runtime.CompilerServices.CallerMemberName] string name = "") =>
        Option.Within(value, 0, 0.999999, "a dropout rate is 0 or more and less than 1.", name);
}
