namespace Darts.Notebooks.Reports;

/// <summary>Cuts a TeX formula into commands, numbers and single characters. White space counts only in texts.</summary>
internal static class TexTokens
{
    private static readonly string[] s_texts = ["\\text", "\\textrm", "\\textit", "\\mbox"];

    public static List<string> Of(string tex)
    {
        var tokens = new List<string>();
        for (var i = 0; i < tex.Length;)
        {
            var length = Length(tex, i);
            if (!char.IsWhiteSpace(tex[i]))
                tokens.Add(tex.Substring(i, length));
            else if (InText(tokens))
                tokens.Add(" ");
            i += length;
        }
        return tokens;
    }

    private static int Length(string tex, int start)
    {
        var end = start + 1;
        if (tex[start] == '\\' && end < tex.Length)
        {
            end++;
            while (char.IsAsciiLetter(tex[start + 1]) && end < tex.Length && char.IsAsciiLetter(tex[end]))
                end++;
        }
        else if (char.IsAsciiDigit(tex[start]))
        {
            while (end < tex.Length && (char.IsAsciiDigit(tex[end]) || (tex[end] == '.' && end + 1 < tex.Length && char.IsAsciiDigit(tex[end + 1]))))
                end++;
        }
        else if (char.IsHighSurrogate(tex[start]) && end < tex.Length)
        {
            end++;
        }
        return end - start;
    }

    private static bool InText(List<string> tokens)
    {
        var open = tokens.LastIndexOf("{");
        return open > 0 && !tokens.Skip(open).Contains("}") && s_texts.Contains(tokens[open - 1]);
    }
}
