using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Darts.Notebooks.Session;

/// <summary>What an editor asks about code that has not run: completions, descriptions, whether it is complete.</summary>
internal sealed class CodeAssistant(ScriptRunner scripts)
{
    /// <summary>Names that fit at a position, and the span that they replace.</summary>
    public (IReadOnlyList<string> Names, int Start) Complete(string code, int position)
    {
        var start = position;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1]))
            start--;
        var prefix = code[start..position];
        var (model, root) = Model(code);
        var token = root.FindToken(Math.Max(0, start - 1));
        IEnumerable<string> names = token.IsKind(SyntaxKind.DotToken) || token.IsKind(SyntaxKind.MinusGreaterThanToken)
            ? Members(model, token, start)
            : model.LookupSymbols(start).Select(symbol => symbol.Name)
                .Concat(SyntaxFacts.GetReservedKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText));
        return ([.. names
            .Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && SyntaxFacts.IsValidIdentifier(name.TrimStart('@')))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.OrdinalIgnoreCase)], start);
    }

    /// <summary>Signature and documentation summary of what stands at a position; null when it means nothing.</summary>
    public string? Inspect(string code, int position)
    {
        var (model, root) = Model(code);
        var token = root.FindToken(Math.Clamp(position, 0, code.Length));
        if (!token.IsKind(SyntaxKind.IdentifierToken) && position > 0)
            token = root.FindToken(position - 1);
        if (token.Parent is not { } node || !token.IsKind(SyntaxKind.IdentifierToken) && node is not PredefinedTypeSyntax)
            return null;
        var info = model.GetSymbolInfo(node);
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? model.GetDeclaredSymbol(node);
        if (symbol is null)
            return null;
        var text = new StringBuilder(symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        if (Summary(symbol) is { Length: > 0 } summary)
            text.Append("\n\n").Append(summary);
        return text.ToString();
    }

    /// <summary>Whether an editor should run the code on Enter (<c>complete</c>) or open a new line (<c>incomplete</c>).</summary>
    public static string Completeness(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, Segments.ParseOptions);
        // IsCompleteSubmission takes an open raw string for complete.
        var openRawString = tree.GetDiagnostics().Any(diagnostic => diagnostic.Id == "CS8997");
        if (openRawString || !SyntaxFactory.IsCompleteSubmission(tree))
            return "incomplete";
        return tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !code.TrimStart().StartsWith('#')) ? "invalid" : "complete";
    }

    private (SemanticModel Model, SyntaxNode Root) Model(string code)
    {
        var compilation = scripts.CompilationOf(code);
        var tree = compilation.SyntaxTrees.Last();
        return (compilation.GetSemanticModel(tree), tree.GetRoot());
    }

    private static IEnumerable<string> Members(SemanticModel model, SyntaxToken dot, int position)
    {
        var left = dot.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax binding => (binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>())?.Expression,
            _ => (SyntaxNode?)null,
        };
        if (left is null)
            return [];
        var symbol = model.GetSymbolInfo(left).Symbol;
        if (symbol is INamespaceOrTypeSymbol container)
            return model.LookupSymbols(position, container).Where(member => container.IsNamespace || member.IsStatic || member is ITypeSymbol).Select(member => member.Name);
        return model.GetTypeInfo(left).Type is { } type
            ? model.LookupSymbols(position, type, includeReducedExtensionMethods: true).Where(member => !member.IsStatic || member is IMethodSymbol { ReducedFrom: not null }).Select(member => member.Name)
            : [];
    }

    private static string? Summary(ISymbol symbol)
    {
        var xml = symbol.GetDocumentationCommentXml();
        if (string.IsNullOrWhiteSpace(xml))
            return null;
        try
        {
            var summary = XElement.Parse("<doc>" + xml + "</doc>").Descendants("summary").FirstOrDefault()?.Value;
            return summary is null ? null : string.Join(' ', summary.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        catch (XmlException)
        {
            // A package's documentation may be broken; the signature is still right.
            return null;
        }
    }
}
