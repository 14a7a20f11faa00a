namespace Darts.Charts.Graphs;

/// <summary>
/// How wide a text is at most: by the advance widths of DejaVu Sans, the widest of the sans-serif fonts that browsers fall back to, so that
/// a box made for it holds the text in Helvetica, Arial, Segoe or Roboto as well.
/// </summary>
internal static class TextMeasure
{
    private const double BoldFactor = 1.13;

    // Hundredths of an em, from space (32) to tilde (126).
    private static ReadOnlySpan<byte> Ascii =>
    [
        32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54,
        100, 69, 69, 70, 77, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50,
        50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
    ];

    /// <summary>Width in pixels; characters outside ASCII count as one em.</summary>
    public static double Width(string text, double fontSize, bool bold = false)
    {
        var hundredths = 0;
        foreach (var character in text)
            hundredths += character is >= ' ' and <= '~' ? Ascii[character - ' '] : 100;
        return hundredths / 100.0 * fontSize * (bold ? BoldFactor : 1);
    }
}
