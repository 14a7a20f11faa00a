using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Darts.Notebooks.Session;

/// <summary>
/// Cuts a cell at its directives. C# stretches are cut by Roslyn's lexer, so that a line of a raw string that looks like a directive is
/// left alone; the text after <c>#!markdown</c> and its like runs to the next line that begins with <c>#!</c>.
/// </summary>
internal static class Segments
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private const string Known = "#r \"path\", #r \"nuget: Id, Version\", #i \"nuget: source\", #!import, #!csharp, #!markdown, #!html, #!javascript, #!time";

    /// <exception cref="DirectiveException">A directive is unknown or lacks its argument.</exception>
    public static IReadOnlyList<Segment> Parse(string cell)
    {
        cell = cell.ReplaceLineEndings("\n");
        var segments = new List<Segment>();
        var start = 0;
        while (start < cell.Length)
            start = ReadCSharp(cell, start, segments);
        return segments;
    }

    // Reads code up to and with the next directive, or the cell's end; returns where to go on.
    private static int ReadCSharp(string cell, int start, List<Segment> segments)
    {
        var code = Blank(cell[..start]) + cell[start..];
        var directive = CSharpSyntaxTree.ParseText(code, ParseOptions).GetRoot()
            .DescendantTrivia(descendIntoTrivia: true)
            .Where(trivia => trivia.IsDirective && trivia.SpanStart >= start)
            .Select(trivia => (Start: LineStart(code, trivia.SpanStart), Text: LineAt(code, trivia.SpanStart)))
            .FirstOrDefault(line => IsOurs(line.Text));
        if (directive.Text is null)
        {
            AddCode(segments, code, start, code.Length);
            return cell.Length;
        }
        AddCode(segments, code, start, directive.Start);
        var end = Math.Min(cell.Length, directive.Start + LineAt(cell, directive.Start, trim: false).Length + 1);
        return ReadDirective(cell, directive.Text, LineNumber(cell, directive.Start), end, segments);
    }

    private static int ReadDirective(string cell, string line, int number, int end, List<Segment> segments)
    {
        var name = line.Split((char[])[' ', '\t', '"'], 2)[0];
        var argument = line[name.Length..].Trim();
        switch (name)
        {
            case "#r":
                segments.Add(new Segment(SegmentKind.Reference, Argument(argument, "#r \"../artifacts/kit/Darts.dll\"", number), number));
                return end;
            case "#i":
                segments.Add(new Segment(SegmentKind.Source, Argument(argument, "#i \"nuget: https://api.nuget.org/v3/index.json\"", number), number));
                return end;
            case "#!import":
                segments.Add(new Segment(SegmentKind.Import, Argument(argument, "#!import kit.csx", number), number));
                return end;
            case "#!time":
                segments.Add(new Segment(SegmentKind.Time, "", number));
                return end;
            case "#!csharp" or "#!c#" or "#!C#":
                return end;
            case "#!markdown":
                return ReadText(cell, SegmentKind.Markdown, number, end, segments);
            case "#!html":
                return ReadText(cell, SegmentKind.Html, number, end, segments);
            case "#!javascript" or "#!js":
                return ReadText(cell, SegmentKind.JavaScript, number, end, segments);
            default:
                throw new DirectiveException($"line {number}: {name}: this directive is not known here. Known are {Known}.");
        }
    }

    private static int ReadText(string cell, SegmentKind kind, int number, int start, List<Segment> segments)
    {
        var end = start;
        while (end < cell.Length && !LineAt(cell, end).StartsWith("#!", StringComparison.Ordinal))
            end = Math.Min(cell.Length, end + LineAt(cell, end, trim: false).Length + 1);
        segments.Add(new Segment(kind, cell[start..end].Trim('\n'), number));
        return end;
    }

    private static void AddCode(List<Segment> segments, string code, int start, int end)
    {
        if (!string.IsNullOrWhiteSpace(code[start..end]))
            segments.Add(new Segment(SegmentKind.CSharp, code[..end], LineNumber(code, start)));
    }

    private static string Argument(string text, string example, int number)
    {
        var argument = text.Trim().Trim('"').Trim();
        return argument.Length > 0 ? argument : throw new DirectiveException($"line {number}: the directive needs an argument, as in {example}.");
    }

    // Pragmas, #if, #nullable and the like are the compiler's.
    private static bool IsOurs(string line) =>
        line.StartsWith("#!", StringComparison.Ordinal)
        || line.StartsWith("#r ", StringComparison.Ordinal) || line.StartsWith("#r\"", StringComparison.Ordinal) || line == "#r"
        || line.StartsWith("#i ", StringComparison.Ordinal) || line.StartsWith("#i\"", StringComparison.Ordinal) || line == "#i" || line.StartsWith("#load", StringComparison.Ordinal);

    private static string Blank(string text)
    {
        var blank = new StringBuilder(text.Length);
        foreach (var c in text)
            blank.Append(c == '\n' ? '\n' : ' ');
        return blank.ToString();
    }

    private static int LineStart(string text, int position) => position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1;

    private static string LineAt(string text, int position, bool trim = true)
    {
        var start = LineStart(text, position);
        var end = text.IndexOf('\n', position);
        var line = text[start..(end < 0 ? text.Length : end)];
        return trim ? line.Trim() : line;
    }

    private static int LineNumber(string text, int position) => text.AsSpan(0, position).Count('\n') + 1;
}
