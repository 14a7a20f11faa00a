using System.Diagnostics.CodeAnalysis;
using Darts.Runtime;

namespace Darts.Data;

/// <summary>The words of a corpus and their numbers, in the order in which they first appear.</summary>
public sealed class Vocabulary
{
    /// <summary>The word that ends every line.</summary>
    public const string EndOfLine = "<eos>";

    /// <summary>The word that stands for all words that are not in a vocabulary.</summary>
    public const string Unknown = "<unk>";

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> words = [];

    /// <summary>The words, by number.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Number of words.</summary>
    public int Count => words.Count;

    /// <summary>The number of a word.</summary>
    /// <param name="word">The word, exact.</param>
    /// <exception cref="ArgumentException">It is not in the vocabulary.</exception>
    public int this[string word] => TryFind(word, out var number) ? number
        : throw new ArgumentException($"Word '{word}' is not among the {Count:N0} of the vocabulary. {Nearest(word)}", nameof(word));

    /// <summary>Finds a word.</summary>
    /// <param name="word">The word, exact.</param>
    /// <param name="number">Its number.</param>
    public bool TryFind(string word, out int number) => numbers.TryGetValue(word, out number);

    /// <summary>The words of numbers, with blanks between them and a line break for <see cref="EndOfLine"/>.</summary>
    /// <param name="text">The numbers.</param>
    public string Decode(IEnumerable<int> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Join(' ', text.Select(number => words[number] == EndOfLine ? "\n" : words[number])).Replace(" \n", "\n").Replace("\n ", "\n");
    }

    /// <summary>The number of a word, which is added where it is new.</summary>
    internal int Add(string word)
    {
        if (!numbers.TryGetValue(word, out var number))
        {
            numbers[word] = number = words.Count;
            words.Add(word);
        }

        return number;
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "Corpora are in lower case.")]
    private string Nearest(string word)
    {
        var lower = word.ToLowerInvariant();
        if (numbers.ContainsKey(lower))
            return $"Did you mean '{lower}'?";
        var start = words.Where(candidate => lower.Length > 2 && candidate.StartsWith(lower[..3], StringComparison.Ordinal)).Take(20).ToArray();
        return start.Length == 0 ? "Words are those of the corpus, in its spelling." : Suggestion.For(lower, start);
    }
}
