using static TorchSharp.torch;

namespace Darts.Data;

/// <summary>
/// A text in three parts as numbers of words. Words are what white space separates; every line, an empty one and a last one without a line
/// break included, ends with <see cref="Vocabulary.EndOfLine"/>. The vocabulary holds the words of all three parts, numbered in the order
/// in which they appear in the training, the validation and the test part (the rules of the authors' code).
/// </summary>
public sealed class TextCorpus
{
    private TextCorpus(string name, Vocabulary vocabulary, int[] train, int[] valid, int[] test) =>
        (Name, Vocabulary, Train, Valid, Test) = (name, vocabulary, train, valid, test);

    /// <summary>The name of the corpus, for messages.</summary>
    public string Name { get; }

    /// <summary>Its words.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The training part.</summary>
    public IReadOnlyList<int> Train { get; }

    /// <summary>The validation part.</summary>
    public IReadOnlyList<int> Valid { get; }

    /// <summary>The test part.</summary>
    public IReadOnlyList<int> Test { get; }

    /// <summary>Makes a corpus of texts.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="train">The training part.</param>
    /// <param name="valid">The validation part.</param>
    /// <param name="test">The test part.</param>
    /// <exception cref="ArgumentException">A part has no words.</exception>
    public static TextCorpus FromTexts(string name, string train, string valid, string test)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(valid);
        ArgumentNullException.ThrowIfNull(test);
        var vocabulary = new Vocabulary();
        return new TextCorpus(name, vocabulary, Part(train, "training"), Part(valid, "validation"), Part(test, "test"));

        int[] Part(string text, string part)
        {
            var numbers = Lines(text).SelectMany(line => line).Select(vocabulary.Add).ToArray();
            return numbers.Any(number => vocabulary.Words[number] != Vocabulary.EndOfLine) ? numbers
                : throw new ArgumentException($"The {part} part of {name} has no words: a corpus needs text in all three parts.");
        }
    }

    /// <summary>Reads a corpus from three files in UTF-8, each as it is or inside gzip.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="train">The training part.</param>
    /// <param name="valid">The validation part.</param>
    /// <param name="test">The test part.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is empty, damaged or not UTF-8.</exception>
    public static TextCorpus Read(string name, string train, string valid, string test)
    {
        ArgumentNullException.ThrowIfNull(name);
        return FromTexts(name, TextFile.Read(train), TextFile.Read(valid), TextFile.Read(test));
    }

    /// <summary>
    /// The same text with a smaller vocabulary: the words that are most frequent in the training part (equal: the one that comes first in
    /// alphabetical order of code points) stay, all others become <see cref="Vocabulary.Unknown"/>, which counts among them, as does the end of a line.
    /// </summary>
    /// <param name="words">Size of the vocabulary, at least 3.</param>
    /// <exception cref="ArgumentException">There would be too few words to say anything.</exception>
    public TextCorpus WithVocabulary(int words)
    {
        if (words < 3)
            throw new ArgumentException($"Words = {words}: a vocabulary has the end of a line, the unknown word and at least 1 other.", nameof(words));
        if (words >= Vocabulary.Count)
            return this;
        var kept = Train.GroupBy(number => Vocabulary.Words[number])
            .Where(group => group.Key is not (Vocabulary.EndOfLine or Vocabulary.Unknown))
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(words - 2).Select(group => group.Key).Append(Vocabulary.EndOfLine).ToHashSet(StringComparer.Ordinal);
        var smaller = new Vocabulary();
        int[] Part(IReadOnlyList<int> text) => [.. text.Select(number => Vocabulary.Words[number]).Select(word => smaller.Add(kept.Contains(word) ? word : Vocabulary.Unknown))];
        return new TextCorpus(Name, smaller, Part(Train), Part(Valid), Part(Test));
    }

    /// <summary>The same corpus with shorter parts, each cut at its end: for runs of minutes.</summary>
    /// <param name="train">Words of the training part at most.</param>
    /// <param name="valid">Words of the validation part at most; all when null.</param>
    /// <param name="test">Words of the test part at most; all when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part would be empty.</exception>
    public TextCorpus Take(int train, int? valid = null, int? test = null)
    {
        return new TextCorpus(Name, Vocabulary, Part(Train, train), Part(Valid, valid ?? Valid.Count), Part(Test, test ?? Test.Count));

        static int[] Part(IReadOnlyList<int> text, int words)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(words, 1);
            return [.. text.Take(words)];
        }
    }

    /// <summary>The training part in stretches.</summary>
    /// <param name="batchSize">Their number.</param>
    /// <param name="device">Where windows are made; the CPU when null.</param>
    /// <exception cref="ArgumentException">It is too short for so many stretches.</exception>
    public TokenRows TrainRows(int batchSize, Device? device = null) => new(Train, batchSize, device, $"the training part of {Name}");

    /// <summary>The validation part in stretches.</summary>
    /// <param name="batchSize">Their number.</param>
    /// <param name="device">Where windows are made; the CPU when null.</param>
    /// <exception cref="ArgumentException">It is too short for so many stretches.</exception>
    public TokenRows ValidRows(int batchSize, Device? device = null) => new(Valid, batchSize, device, $"the validation part of {Name}");

    /// <summary>The test part in stretches.</summary>
    /// <param name="batchSize">Their number.</param>
    /// <param name="device">Where windows are made; the CPU when null.</param>
    /// <exception cref="ArgumentException">It is too short for so many stretches.</exception>
    public TokenRows TestRows(int batchSize, Device? device = null) => new(Test, batchSize, device, $"the test part of {Name}");

    /// <summary>One line: name, words, sizes of the parts.</summary>
    public override string ToString() => $"{Name}: {Vocabulary.Count:N0} words, {Train.Count:N0} to train, {Valid.Count:N0} to validate, {Test.Count:N0} to test";

    private static IEnumerable<IEnumerable<string>> Lines(string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
            yield return line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Append(Vocabulary.EndOfLine);
    }
}
