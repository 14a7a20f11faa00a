using Darts.Notebooks.Documents;
using Darts.Notebooks.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Darts.Notebooks.Running;

/// <summary>Finds a notebook's parameters: the variables that its cell tagged <c>parameters</c> declares.</summary>
internal static class ParameterDeclarations
{
    public const string Tag = "parameters";

    /// <summary>The index of the cell with the parameters; -1 when there is none.</summary>
    public static int CellIndex(Notebook notebook) =>
        notebook.Cells.ToList().FindIndex(cell => cell.Kind == CellKind.Code && cell.HasTag(Tag));

    public static IReadOnlyList<Parameter> Read(Notebook notebook)
    {
        var index = CellIndex(notebook);
        return index < 0 ? [] : Read(notebook.Cells[index].Source);
    }

    public static IReadOnlyList<Parameter> Read(string source)
    {
        var root = CSharpSyntaxTree.ParseText(source, Segments.ParseOptions).GetCompilationUnitRoot();
        return [.. root.Members.OfType<FieldDeclarationSyntax>()
            .Where(field => !field.Modifiers.Any(SyntaxKind.ConstKeyword))
            .SelectMany(field => field.Declaration.Variables.Select(variable => Describe(field, variable)))];
    }

    private static Parameter Describe(FieldDeclarationSyntax field, VariableDeclaratorSyntax variable)
    {
        var type = field.Declaration.Type.ToString();
        var value = variable.Initializer?.Value;
        return new Parameter(
            variable.Identifier.ValueText,
            type == "var" ? LiteralType(value) ?? "var" : type,
            value?.ToString() ?? "",
            Help(field));
    }

    private static string? LiteralType(ExpressionSyntax? value) => value switch
    {
        PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax operand } => LiteralType(operand),
        LiteralExpressionSyntax { Token.Value: bool } => "bool",
        LiteralExpressionSyntax { Token.Value: int } => "int",
        LiteralExpressionSyntax { Token.Value: long } => "long",
        LiteralExpressionSyntax { Token.Value: float } => "float",
        LiteralExpressionSyntax { Token.Value: double } => "double",
        LiteralExpressionSyntax { Token.Value: string } => "string",
        _ => null,
    };

    private static string Help(FieldDeclarationSyntax field)
    {
        var comment = field.GetTrailingTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia));
        return comment.ToString().TrimStart('/').Trim();
    }
}
