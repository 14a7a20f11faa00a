using System.Text;
using Darts.Notebooks.Running;
using Darts.Notebooks.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Darts.Notebooks.Reports;

/// <summary>C# with spans for comments, keywords, strings and numbers, as Roslyn's parser sees them.</summary>
internal static class CSharpColors
{
    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        var root = CSharpSyntaxTree.ParseText(code, Segments.ParseOptions).GetRoot();
        foreach (var token in root.DescendantTokens())
        {
            Append(html, token.LeadingTrivia);
            Append(html, token.Text, Class(token));
            Append(html, token.TrailingTrivia);
        }
        return html.ToString();
    }

    private static void Append(StringBuilder html, SyntaxTriviaList trivia)
    {
        foreach (var item in trivia)
            Append(html, item.ToFullString(), item.Kind() switch
            {
                SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia => "comment",
                _ when item.IsDirective => "directive",
                _ => null,
            });
    }

    private static void Append(StringBuilder html, string text, string? name) =>
        html.Append(name is null ? HtmlText.Of(text) : $"<span class=\"{name}\">{HtmlText.Of(text)}</span>");

    private static string? Class(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => "number",
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedRawStringEndToken or SyntaxKind.Utf8StringLiteralToken => "string",
        _ when token.IsKeyword() || token.IsContextualKeyword() || token.Text == "var" => "keyword",
        _ => null,
    };
}
