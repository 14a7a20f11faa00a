using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Darts.Notebooks.Session;

/// <summary>Compiles and runs stretches of C#, each seeing what the ones before declared.</summary>
internal sealed class ScriptRunner : IDisposable
{
    // What .NET Interactive opens by default, and where displays and formatters live.
    private static readonly string[] s_imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting",
        "Microsoft.DotNet.Interactive.Kernel", "Darts.Notebooks.Session.CellGlobals",
    ];

    // Assembly unification is the loader's business; `string?` is welcome though nullable is off.
    private static readonly HashSet<string> s_silent = ["CS1701", "CS1702", "CS1705", "CS8632"];

    private readonly InteractiveAssemblyLoader _loader = new();
    private readonly Dictionary<string, SourceFile> _files = new(StringComparer.Ordinal);
    private readonly MissingReferenceResolver _resolver;
    private ScriptState<object>? _state;

    public ScriptRunner()
    {
        References = new References(_loader);
        _resolver = new MissingReferenceResolver(References);
    }

    public References References { get; }

    /// <summary>Runs one stretch. State that it changed before it threw stays changed.</summary>
    /// <returns>The value of its trailing expression, and whether it has one.</returns>
    /// <exception cref="CellFailedException">It does not compile, it threw, or the user interrupted it.</exception>
    public (bool HasValue, object? Value) Run(string code, SourceFile file, CellExecution execution)
    {
        _files[file.Name] = file;
        var tree = CSharpSyntaxTree.ParseText(code, Segments.ParseOptions);
        var checks = InterruptChecks.Insert(tree);
        var script = Continue(checks.Code, file);
        Compile(script, checks, file, execution);
        try
        {
            var running = _state is null
                ? script.RunAsync(globals: null, catchException: _ => true)
                : script.RunFromAsync(_state, catchException: _ => true);
            var state = Wait(running, execution);
            _state = state;
            if (state.Exception is not null)
                throw new CellFailedException(Describe(state.Exception, execution));
            var trailing = Trailing(tree);
            var hasValue = trailing && (state.ReturnValue is not null || !IsVoid(script));
            return (hasValue, state.ReturnValue);
        }
        catch (ThreadInterruptedException e) when (execution.IsInterrupted)
        {
            // The cell awaits something that does not listen to its token; it is left behind and the state before it stays.
            throw new CellFailedException(Describe(e, execution));
        }
    }

    /// <summary>Compiles and runs code that leaves nothing behind: what comes after finds the compiler loaded.</summary>
    /// <returns>A value, for those that format values.</returns>
    public object WarmUp(string code) => Continue(InterruptChecks.Insert(CSharpSyntaxTree.ParseText(code, Segments.ParseOptions)).Code, new SourceFile("warm-up.csx", "warm-up", ""))
        .RunAsync().GetAwaiter().GetResult().ReturnValue;

    /// <summary>The compilation that a piece of code would have in the next cell: what completion and inspection look into.</summary>
    public Compilation CompilationOf(string code) => Continue(code, SourceFile.Cell(0, "")).GetCompilation();

    public void Dispose() => _loader.Dispose();

    private Script<object> Continue(string code, SourceFile file)
    {
        var options = ScriptOptions.Default
            .WithReferences(References.All)
            .WithMetadataResolver(_resolver)
            .WithSourceResolver(ScriptSourceResolver.Default)
            .WithImports(s_imports)
            .WithFilePath(file.Name)
            .WithFileEncoding(System.Text.Encoding.UTF8)
            .WithEmitDebugInformation(true)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithAllowUnsafe(true)
            .WithLanguageVersion(LanguageVersion.Latest);
        return _state is null
            ? CSharpScript.Create<object>(code, options, globalsType: null, _loader)
            : _state.Script.ContinueWith<object>(code, options);
    }

    private static void Compile(Script<object> script, InterruptChecks checks, SourceFile file, CellExecution execution)
    {
        ImmutableArray<Diagnostic> diagnostics;
        try
        {
            diagnostics = script.Compile(execution.Cancellation);
        }
        catch (OperationCanceledException) when (execution.IsInterrupted)
        {
            throw new CellFailedException(ErrorReports.Interrupted([]));
        }
        catch (Exception e) when (e is not (OperationCanceledException or ThreadInterruptedException))
        {
            throw new CellFailedException(ErrorReports.CompilerFailure(e, file));
        }
        if (diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            throw new CellFailedException(ErrorReports.Compilation(diagnostics, checks, file));
        foreach (var warning in diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning && !s_silent.Contains(diagnostic.Id)))
            execution.Output.Write(StreamName.Stderr, string.Join('\n', ErrorReports.Lines(warning, checks, file)) + "\n");
    }

    private static ScriptState<object> Wait(Task<ScriptState<object>> running, CellExecution execution)
    {
        try
        {
            running.Wait(execution.Cancellation);
        }
        catch (Exception e) when (execution.IsInterrupted && e is OperationCanceledException or ThreadInterruptedException)
        {
            // Grant the cell a moment to end by its own token, so that its state is kept.
            if (!running.Wait(TimeSpan.FromMilliseconds(500)))
                throw new ThreadInterruptedException("The cell was waiting for something that does not stop.");
        }
        return running.GetAwaiter().GetResult();
    }

    private CellError Describe(Exception exception, CellExecution execution) =>
        execution.IsInterrupted && IsStop(exception)
            ? ErrorReports.Interrupted(ErrorReports.Trace(exception, _files))
            : ErrorReports.Exception(exception, _files);

    private static bool IsStop(Exception exception) =>
        exception is OperationCanceledException or ThreadInterruptedException
        || exception is AggregateException aggregate && aggregate.InnerExceptions.All(IsStop);

    private static bool Trailing(SyntaxTree tree) =>
        tree.GetCompilationUnitRoot().Members.LastOrDefault() is GlobalStatementSyntax
        {
            Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true },
        };

    private static bool IsVoid(Script<object> script)
    {
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.Last();
        return tree.GetRoot() is CompilationUnitSyntax { Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax last }] }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type?.SpecialType == SpecialType.System_Void;
    }
}
