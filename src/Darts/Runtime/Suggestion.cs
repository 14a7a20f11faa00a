namespace Darts.Runtime;

/// <summary>Finds the known name that a mistyped one was meant to be.</summary>
public static class Suggestion
{
    /// <summary>
    /// A sentence for an error message: <c>Did you mean 'sep_conv_3x3'?</c> when a known name is near (at most a third of its letters
    /// differ, counted as Levenshtein distance), and always the list of the known ones.
    /// </summary>
    /// <param name="name">The name that is not known.</param>
    /// <param name="known">The names that are, in the order to list them.</param>
    public static string For(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] names = [.. known];
        var nearest = names.Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.distance <= Math.Max(1, Math.Max(name.Length, pair.candidate.Length) / 3))
            .OrderBy(pair => pair.distance).Select(pair => pair.candidate).FirstOrDefault();
        var list = $"Known are: {string.Join(", ", names)}.";
        return nearest is null ? list : $"Did you mean '{nearest}'? {list}";
    }

    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }

        return previous[b.Length];
    }
}
