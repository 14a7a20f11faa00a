using Darts.Notebooks.Documents;
using Darts.Notebooks.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Darts.Notebooks.Running.Parameters;

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
        if (index < 0)
            return [];
        var enums = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Code && cell.Source.Contains("enum", StringComparison.Ordinal)))
            AddEnums(Parse(cell.Source), enums);
        return Read(Parse(notebook.Cells[index].Source), enums);
    }

    public static IReadOnlyList<Parameter> Read(string source)
    {
        var root = Parse(source);
        var enums = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        AddEnums(root, enums);
        return Read(root, enums);
    }

    private static CompilationUnitSyntax Parse(string source) => CSharpSyntaxTree.ParseText(source, Segments.ParseOptions).GetCompilationUnitRoot();

    private static void AddEnums(CompilationUnitSyntax root, Dictionary<string, IReadOnlyList<string>> enums)
    {
        foreach (var declaration in root.DescendantNodes().OfType<EnumDeclarationSyntax>())
            enums[declaration.Identifier.ValueText] = [.. declaration.Members.Select(member => member.Identifier.ValueText)];
    }

    private static IReadOnlyList<Parameter> Read(CompilationUnitSyntax root, Dictionary<string, IReadOnlyList<string>> enums) =>
        [.. root.Members.OfType<FieldDeclarationSyntax>()
            .Where(field => !field.Modifiers.Any(SyntaxKind.ConstKeyword))
            .SelectMany(field => field.Declaration.Variables.Select(variable => Describe(field, variable, enums)))];

    private static Parameter Describe(FieldDeclarationSyntax field, VariableDeclaratorSyntax variable, Dictionary<string, IReadOnlyList<string>> enums)
    {
        var value = variable.Initializer?.Value;
        var type = field.Declaration.Type is IdentifierNameSyntax { Identifier.ValueText: "var" } ? TypeOf(value) ?? "var" : field.Declaration.Type.ToString();
        return new Parameter(variable.Identifier.ValueText, type, value?.ToString() ?? "", Help(field))
        {
            Members = enums.GetValueOrDefault(Element(SyntaxFactory.ParseTypeName(type)).ToString(), []),
        };
    }

    // What the initializer of a `var` shows without a compiler.
    private static string? TypeOf(ExpressionSyntax? value) => value switch
    {
        PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax operand } => TypeOf(operand),
        LiteralExpressionSyntax { Token.Value: bool } => "bool",
        LiteralExpressionSyntax { Token.Value: int } => "int",
        LiteralExpressionSyntax { Token.Value: long } => "long",
        LiteralExpressionSyntax { Token.Value: float } => "float",
        LiteralExpressionSyntax { Token.Value: double } => "double",
        LiteralExpressionSyntax { Token.Value: decimal } => "decimal",
        LiteralExpressionSyntax { Token.Value: string } => "string",
        ArrayCreationExpressionSyntax array => array.Type.ElementType + "[]",
        ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: [var first, ..] } when TypeOf(first) is { } element => element + "[]",
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax type } => type.ToString(),
        _ => null,
    };

    private static TypeSyntax Element(TypeSyntax type) => type switch
    {
        NullableTypeSyntax nullable => Element(nullable.ElementType),
        ArrayTypeSyntax array => Element(array.ElementType),
        GenericNameSyntax { TypeArgumentList.Arguments: [var argument] } => Element(argument),
        _ => type,
    };

    private static string Help(FieldDeclarationSyntax field)
    {
        var comment = field.GetTrailingTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia));
        return comment.ToString().TrimStart('/').Trim();
    }
}
