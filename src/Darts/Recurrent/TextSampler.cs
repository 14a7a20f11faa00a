using Darts.Data;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>Draws text from a language model, word by word.</summary>
public static class TextSampler
{
    /// <summary>
    /// Draws words from softmax(logits / temperature), each read back before the next; <see cref="Vocabulary.Unknown"/> is never drawn. The model is
    /// put back into the mode it was in.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="vocabulary">Its words.</param>
    /// <param name="count">Number of words to draw.</param>
    /// <param name="start">Words to begin with, separated by blanks; the end of a line when null.</param>
    /// <param name="temperature">Below 1 likely words are drawn more often than the model says, above 1 less often.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>The words to begin with and those drawn, as text.</returns>
    /// <exception cref="ArgumentException">A word to begin with is not in the vocabulary, the temperature is not above 0, or the vocabulary is not the model's.</exception>
    public static string Sample(LanguageModel model, Vocabulary vocabulary, int count, string? start = null, double temperature = 1, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (temperature is not (> 0 and < double.PositiveInfinity))
            throw new ArgumentException($"Temperature = {temperature}: it must be more than 0.", nameof(temperature));
        if (vocabulary.Count > model.Words)
            throw new ArgumentException($"A vocabulary of {vocabulary.Count:N0} words: the model has {model.Words:N0}.", nameof(vocabulary));
        var text = (start ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => vocabulary[word]).ToList();
        var random = RandomStream.For(seed, "sample");
        var training = model.training;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        try
        {
            var hidden = model.InitialHidden(1);
            var logits = Read(vocabulary[Vocabulary.EndOfLine]);
            foreach (var word in text)
                logits = Read(word);
            for (var i = 0; i < count; i++)
            {
                text.Add(Draw(logits, random, vocabulary.TryFind(Vocabulary.Unknown, out var unknown) ? unknown : -1, vocabulary.Count));
                logits = Read(text[^1]);
            }

            return vocabulary.Decode(text);

            double[] Read(int word)
            {
                using var inner = NewDisposeScope();
                var pass = model.Forward(full([1, 1], word, ScalarType.Int64, model.Device), hidden);
                hidden.copy_(pass.Hidden);
                return (pass.Logits.to(ScalarType.Float64).cpu() / temperature).data<double>().ToArray();
            }
        }
        finally
        {
            model.train(training);
        }
    }

    private static int Draw(double[] logits, RandomStream random, int unknown, int count)
    {
        var largest = logits.Take(count).Max();
        var weights = logits.Take(count).Select((logit, word) => word == unknown ? 0 : Math.Exp(logit - largest)).ToArray();
        var rest = random.NextDouble() * weights.Sum();
        for (var word = 0; word < count; word++)
        {
            rest -= weights[word];
            if (rest < 0)
                return word;
        }

        return Array.FindLastIndex(weights, weight => weight > 0);
    }
}
