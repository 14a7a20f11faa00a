using Darts.Data;
using Darts.Recurrent;
using Darts.Runtime;

namespace Darts.Tests.Recurrent;

/// <summary>The smallest search and training on text that have everything: masks, carried states, short windows, both streams.</summary>
internal static class TinyText
{
    private static readonly string[] Names = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    public static TextCorpus Corpus { get; } = TextCorpus.FromTexts("counting", Text(1, 120), Text(2, 40), Text(3, 40));

    public static RecurrentSearchNetworkOptions Network { get; } = new() { Words = Corpus.Vocabulary.Count, Units = 8, Nodes = 2, Dropout = new DropoutRates { Output = 0.2, Input = 0.2, Words = 0.1 } };

    public static RecurrentSearchOptions Search { get; } = new() { Epochs = 3, BatchSize = 4, Window = 6, ShortWindows = 0.3, EvaluationBatchSize = 3, Optimizer = new RecurrentSearchOptions().Optimizer with { LearningRate = 5, MinimumLearningRate = 5 } };

    public static RecurrentNetworkOptions Final { get; } = new()
    {
        Words = Corpus.Vocabulary.Count,
        Units = 8,
        Genotype = RecurrentGenotype.Parse("Genotype(recurrent=[('tanh', 0), ('relu', 0)], concat=range(1, 3))"),
        Dropout = new DropoutRates { Output = 0.1, Input = 0.1, Words = 0.1 },
    };

    public static LanguageTrainingOptions Training { get; } = new() { Epochs = 5, BatchSize = 4, Window = 8, ValidationBatchSize = 3, NonMonotone = 1, ShortWindows = 0.3 };

    public static string Hash(LanguageModel network) =>
        SearchProcess.TinySearch.Hash(network.state_dict().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));

    /// <summary>Whether a word is the number after another.</summary>
    public static bool Counts((string word, string next) pair) => Array.IndexOf(Names, pair.next) == Array.IndexOf(Names, pair.word) + 1;

    /// <summary>Lines that count from a random number to five above it: mostly predictable.</summary>
    private static string Text(ulong seed, int lines)
    {
        var random = new RandomStream(seed);
        return string.Concat(Enumerable.Range(0, lines).Select(_ => random.NextInt(7)).Select(first => string.Join(' ', Names[first..(first + 6)]) + "\n"));
    }
}
