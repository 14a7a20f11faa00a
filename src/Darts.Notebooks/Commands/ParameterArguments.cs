using System.Text.RegularExpressions;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Commands;

/// <summary>
/// Papermill's <c>-p NAME VALUE</c> and <c>-r NAME VALUE</c>: the options take two words, and the second may look like an option
/// (<c>-p rate -0.1</c>). They are joined before the parser sees them.
/// </summary>
internal static partial class ParameterArguments
{
    public const string Option = "--parameter";
    public const string RawOption = "--raw";

    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["-p"] = Option,
        [Option] = Option,
        ["--parameters"] = Option,
        ["-r"] = RawOption,
        [RawOption] = RawOption,
        ["--parameters_raw"] = RawOption,
    };

    /// <summary>Joins the two words, and words that are one already: <c>-p NAME=VALUE</c>.</summary>
    public static IReadOnlyList<string> Join(IReadOnlyList<string> arguments)
    {
        var joined = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            joined.Add(arguments[i]);
            if (!s_names.TryGetValue(arguments[i], out var option))
                continue;
            if (i + 1 < arguments.Count && Assignment().IsMatch(arguments[i + 1]))
                joined[^1] = $"{option}={arguments[++i]}";
            else if (i + 2 < arguments.Count)
                joined[^1] = $"{option}={arguments[++i]}={arguments[++i]}";
        }
        return joined;
    }

    /// <exception cref="UsageException">A word is not a name and a value.</exception>
    public static (string Name, string Value) Split(string option, string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? (word[..equals], word[(equals + 1)..])
            : throw new UsageException($"{option} {word}: a parameter takes a name and a value, as in {option} profile paper.");
    }

    [GeneratedRegex(@"^\w+=")]
    private static partial Regex Assignment();
}
