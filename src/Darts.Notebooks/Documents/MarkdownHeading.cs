namespace Darts.Notebooks.Documents;

/// <summary>A heading of a markdown cell.</summary>
/// <param name="Level">1 for <c>#</c> to 6.</param>
/// <param name="Text">The heading without its marks.</param>
internal sealed record MarkdownHeading(int Level, string Text)
{
    private const int Deepest = 6;

    /// <summary>The headings of a markdown text; lines of code blocks are none.</summary>
    public static IEnumerable<MarkdownHeading> Of(string markdown)
    {
        var fenced = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            else if (!fenced && line.TrimStart('#') is var text && text.StartsWith(' ') && line.Length - text.Length is > 0 and <= Deepest and var level)
                yield return new MarkdownHeading(level, text.Trim().TrimEnd('#').TrimEnd());
        }
    }
}
