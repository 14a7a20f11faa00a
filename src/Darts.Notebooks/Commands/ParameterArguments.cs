using System.Text.RegularExpressions;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Commands;

/// <summary>
/// Papermill's <c>-p NAME VALUE</c>: the option takes two words, and the second may look like an option (<c>-p rate -0.1</c>).
/// They are joined before the parser sees them.
/// </summary>
internal static partial class ParameterArguments
{
    public const string Option = "--parameter";
    public const string ShortOption = "-p";

    /// <exception cref="UsageException">The name or the value is missing.</exception>
    public static IReadOnlyList<string> Join(IReadOnlyList<string> arguments)
    {
        var joined = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            joined.Add(arguments[i]);
            if (arguments[i] is not (Option or ShortOption))
                continue;
            if (i + 1 < arguments.Count && Assignment().IsMatch(arguments[i + 1]))
                joined[^1] = $"{Option}={arguments[++i]}";
            else if (i + 2 < arguments.Count)
                joined[^1] = $"{Option}={arguments[++i]}={arguments[++i]}";
        }
        return joined;
    }

    /// <exception cref="UsageException">A word is not a name and a value.</exception>
    public static (string Name, string Value) Split(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? (word[..equals], word[(equals + 1)..]) : throw new UsageException($"-p {word}: a parameter takes a name and a value, as in -p profile paper.");
    }

    [GeneratedRegex(@"^\w+=")]
    private static partial Regex Assignment();
}
