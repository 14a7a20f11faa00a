namespace Darts.Notebooks.Running;

/// <summary>How far apart two words are.</summary>
internal static class Spelling
{
    /// <summary>A question with the nearest of the words, as <c> Did you mean epochs?</c>; empty when none is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> words)
    {
        var nearest = words.MinBy(other => Distance(other, word));
        return nearest is not null && Distance(nearest, word) <= Math.Max(2, word.Length / 2) ? $" Did you mean {nearest}?" : "";
    }

    /// <summary>The Levenshtein distance, without regard to case.</summary>
    public static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
