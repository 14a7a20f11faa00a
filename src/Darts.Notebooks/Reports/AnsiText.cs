using System.Globalization;
using System.Text;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Reports;

/// <summary>Terminal text as HTML: colours and weights become spans (ECMA-48, select graphic rendition), other control sequences go.</summary>
internal static class AnsiText
{
    public static string ToHtml(string text)
    {
        var html = new StringBuilder();
        var style = new AnsiStyle();
        var place = 0;
        foreach (var match in AnsiEscapes.Sequence().EnumerateMatches(text))
        {
            Append(html, style, text[place..match.Index]);
            var sequence = AnsiEscapes.Sequence().Match(text, match.Index, match.Length);
            if (sequence.Groups["final"].Value == "m")
                style = style.After(Numbers(sequence.Groups["parameters"].Value));
            place = match.Index + match.Length;
        }
        Append(html, style, text[place..]);
        return html.ToString();
    }

    private static void Append(StringBuilder html, AnsiStyle style, string text)
    {
        if (text.Length == 0)
            return;
        var attributes = style.Attributes();
        html.Append(attributes.Length == 0 ? HtmlText.Of(text) : $"<span{attributes}>{HtmlText.Of(text)}</span>");
    }

    // 38:5:196 is another way to write 38;5;196, and nothing is 0.
    private static List<int> Numbers(string parameters) =>
        [.. parameters.Split(';', ':').Select(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0)];
}
