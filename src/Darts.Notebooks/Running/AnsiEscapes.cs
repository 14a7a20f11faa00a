using System.Text.RegularExpressions;

namespace Darts.Notebooks.Running;

/// <summary>The control sequences by which programs colour text on terminals (ECMA-48).</summary>
internal static partial class AnsiEscapes
{
    /// <summary>The text without them.</summary>
    public static string Remove(string text) => Sequence().Replace(text, "");

    /// <summary>A control sequence: its parameters and its final letter; or an operating system command, such as a window title.</summary>
    [GeneratedRegex(@"\x1b\[(?<parameters>[0-?]*)[ -/]*(?<final>[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\^_]")]
    public static partial Regex Sequence();
}
