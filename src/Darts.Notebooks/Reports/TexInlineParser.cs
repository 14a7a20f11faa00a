using Markdig.Extensions.Mathematics;
using Markdig.Helpers;
using Markdig.Parsers;

namespace Darts.Notebooks.Reports;

/// <summary>
/// Formulas within lines by Jupyter's rules: <c>$$</c> to the next <c>$$</c>, blanks allowed inside; <c>$</c> to the next on condition that no
/// blank follows the first or precedes the last, and no digit follows it: prices are no formulas.
/// </summary>
internal sealed class TexInlineParser : InlineParser
{
    public TexInlineParser() => OpeningCharacters = ['$'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var delimiters = slice.PeekChar() == '$' ? 2 : 1;
        var start = slice.Start + delimiters;
        var end = End(slice, start, delimiters);
        if (end <= start)
            return false;
        processor.Inline = new MathInline { Delimiter = '$', DelimiterCount = delimiters, Content = new StringSlice(slice.Text, start, end - 1) };
        slice.Start = end + delimiters;
        return true;
    }

    private static int End(StringSlice slice, int start, int delimiters)
    {
        var text = slice.Text;
        if (delimiters == 1 && (start > slice.End || char.IsWhiteSpace(text[start])))
            return -1;
        for (var i = start; i + delimiters - 1 <= slice.End; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '$' && (delimiters == 1 ? IsClosing(slice, i) : text[i + 1] == '$'))
                return i;
        }
        return -1;
    }

    private static bool IsClosing(StringSlice slice, int place) =>
        !char.IsWhiteSpace(slice.Text[place - 1]) && (place == slice.End || !char.IsAsciiDigit(slice.Text[place + 1]));
}
