namespace Darts.Notebooks.Jupyter;

/// <summary>Jupyter counts cursor positions in code points, .NET in UTF-16 units.</summary>
internal static class CodePoints
{
    public static int ToIndex(string text, int codePoints)
    {
        var index = 0;
        for (var seen = 0; seen < codePoints && index < text.Length; seen++)
            index += IsPair(text, index) ? 2 : 1;
        return index;
    }

    public static int FromIndex(string text, int index)
    {
        var count = 0;
        for (var i = 0; i < Math.Min(index, text.Length); count++)
            i += IsPair(text, i) ? 2 : 1;
        return count;
    }

    private static bool IsPair(string text, int index) => index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
}
