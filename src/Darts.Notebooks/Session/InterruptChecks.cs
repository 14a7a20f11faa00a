using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Darts.Notebooks.Session;

/// <summary>
/// Puts a look at the interrupt flag at the head of every loop body, lambda and function of a cell: .NET cannot stop a thread from
/// outside. The text is inserted within lines, so line numbers hold; columns are mapped back by <see cref="OriginalPosition"/>. A cell that
/// holds the comment <c>// no interrupt checks</c> is left as it is: a look costs a nanosecond or two an iteration.
/// </summary>
internal sealed class InterruptChecks : CSharpSyntaxWalker
{
    /// <summary>The comment that keeps a cell without checks: its loops run at full speed, and only its awaits, sleeps and reads can be interrupted.</summary>
    public const string OptOut = "// no interrupt checks";

    private const string Check = "global::Darts.Notebooks.Session.Interrupts.Check();";

    private List<TextChange> _changes = [];

    private InterruptChecks(SourceText original) => Original = original;

    public SourceText Original { get; }

    public string Code { get; private set; } = "";

    public static InterruptChecks Insert(SyntaxTree tree)
    {
        var checks = new InterruptChecks(tree.GetText());
        if (!tree.GetRoot().DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && trivia.ToString().Trim() == OptOut))
            checks.Visit(tree.GetRoot());
        checks._changes = [.. checks._changes.OrderBy(change => change.Span.Start)];
        checks.Code = checks.Original.WithChanges(checks._changes).ToString();
        return checks;
    }

    /// <summary>Where a position of the changed code stands in the code that the user wrote.</summary>
    public int OriginalPosition(int position)
    {
        var shift = 0;
        foreach (var change in _changes)
        {
            if (change.Span.Start + shift >= position)
                break;
            shift += Math.Min(change.NewText!.Length, position - (change.Span.Start + shift));
        }
        return Math.Clamp(position - shift, 0, Original.Length);
    }

    public override void VisitForStatement(ForStatementSyntax node)
    {
        CheckBody(node.Statement);
        base.VisitForStatement(node);
    }

    public override void VisitForEachStatement(ForEachStatementSyntax node)
    {
        CheckBody(node.Statement);
        base.VisitForEachStatement(node);
    }

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        CheckBody(node.Statement);
        base.VisitForEachVariableStatement(node);
    }

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        CheckBody(node.Statement);
        base.VisitWhileStatement(node);
    }

    public override void VisitDoStatement(DoStatementSyntax node)
    {
        CheckBody(node.Statement);
        base.VisitDoStatement(node);
    }

    public override void VisitLabeledStatement(LabeledStatementSyntax node)
    {
        if (!node.ColonToken.IsMissing)
            Add(node.ColonToken.Span.End, Check);
        base.VisitLabeledStatement(node);
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        CheckBlock(node.Block);
        base.VisitSimpleLambdaExpression(node);
    }

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        CheckBlock(node.Block);
        base.VisitParenthesizedLambdaExpression(node);
    }

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        CheckBlock(node.Block);
        base.VisitAnonymousMethodExpression(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        CheckBlock(node.Body);
        base.VisitLocalFunctionStatement(node);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        CheckBlock(node.Body);
        base.VisitMethodDeclaration(node);
    }

    private void CheckBody(StatementSyntax body)
    {
        if (body is BlockSyntax block)
        {
            CheckBlock(block);
        }
        else if (!body.IsMissing && !body.GetLastToken(includeZeroWidth: true).IsMissing)
        {
            Add(body.SpanStart, "{" + Check);
            Add(body.Span.End, "}");
        }
    }

    private void CheckBlock(BlockSyntax? block)
    {
        if (block is not null && !block.OpenBraceToken.IsMissing)
            Add(block.OpenBraceToken.Span.End, Check);
    }

    private void Add(int position, string text) => _changes.Add(new TextChange(new TextSpan(position, 0), text));
}
