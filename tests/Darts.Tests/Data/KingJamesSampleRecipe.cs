using System.Text.RegularExpressions;

namespace Darts.Tests.Data;

/// <summary>How <c>data/kjv-sample</c> was made from a text with one verse a line: the rules of its README.</summary>
internal static partial class KingJamesSampleRecipe
{
    public static readonly string[] Parts = ["train", "valid", "test"];

    public static Dictionary<string, string> Make(string verses, int kept = 4_998, int block = 100)
    {
        var lines = verses.Split('\n', StringSplitOptions.RemoveEmptyEntries).Index()
            .GroupBy(verse => (verse.Index / block % 20) switch { 18 => "valid", 19 => "test", _ => "train" })
            .ToDictionary(part => part.Key, part => part.Select(verse => Words(verse.Item)).ToArray());
        var vocabulary = lines["train"].SelectMany(words => words).CountBy(word => word)
            .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
            .Take(kept).Select(count => count.Key).ToHashSet();
        return lines.ToDictionary(part => part.Key, part => string.Concat(part.Value.Select(words => string.Join(' ', words.Select(word => vocabulary.Contains(word) ? word : "<unk>")) + "\n")));
    }

    private static string[] Words(string verse) => Mark().Replace(verse.ToLowerInvariant(), " $0 ").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex("[.,;:?!()]")]
    private static partial Regex Mark();
}
