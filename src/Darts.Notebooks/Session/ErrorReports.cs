using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Darts.Notebooks.Session;

/// <summary>Words errors for the user: positions in the cell instead of the compiler's, stack traces without the engine.</summary>
internal static partial class ErrorReports
{
    public static CellError Interrupted(IReadOnlyList<string> trace) =>
        new("CellInterrupted", "The cell was interrupted.", ["The cell was interrupted.", .. trace]);

    public static CellError Directive(DirectiveException exception, SourceFile file) =>
        new("DirectiveError", exception.Message, [$"{file.Title}: {exception.Message}"]);

    public static CellError Compilation(IEnumerable<Diagnostic> diagnostics, InterruptChecks code, SourceFile file)
    {
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        var lines = errors.SelectMany(error => Lines(error, code, file)).ToList();
        return new CellError("CompilationError", $"{errors[0].Id}: {errors[0].GetMessage()}", lines);
    }

    /// <summary>The compiler threw instead of naming an error, as it does on <c>var (a, b) = x switch { ... };</c> at the top of a cell.</summary>
    public static CellError CompilerFailure(Exception exception, SourceFile file)
    {
        var cause = (exception as AggregateException)?.Flatten().InnerException ?? exception;
        var message = $"The C# compiler failed on {file.Title}: {cause.GetType().Name}: {cause.Message} Write the cell in another way; "
            + "where it takes a tuple apart (var (a, b) = ...), name the types: (string a, int b) = ...";
        return new CellError("CompilerFailure", message, [message]);
    }

    /// <summary>A compiler message as <c>cell 3 (2,5): error CS0103: ...</c>, then the line and a caret under the place.</summary>
    public static IEnumerable<string> Lines(Diagnostic diagnostic, InterruptChecks code, SourceFile file)
    {
        var start = code.OriginalPosition(diagnostic.Location.SourceSpan.Start);
        var position = code.Original.Lines.GetLinePosition(start);
        var severity = diagnostic.Severity.ToString().ToLowerInvariant();
        yield return $"{file.Title} ({position.Line + 1},{position.Character + 1}): {severity} {diagnostic.Id}: {diagnostic.GetMessage()}";
        var line = code.Original.Lines[position.Line].ToString();
        if (line.Trim().Length == 0)
            yield break;
        yield return "    " + line.TrimEnd();
        yield return "    " + Padding(line, position.Character) + "^";
    }

    /// <summary>An exception of user code with the frames down to the user's last one.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="files">The cells and imported files by the names that stack traces give them.</param>
    public static CellError Exception(Exception exception, IReadOnlyDictionary<string, SourceFile> files)
    {
        var lines = new List<string>();
        for (var current = exception; current is not null; current = current.InnerException)
        {
            var arrow = ReferenceEquals(current, exception) ? "" : " ---> ";
            lines.AddRange($"{arrow}{current.GetType().FullName}: {current.Message}".Split('\n'));
            lines.AddRange(Trace(current, files));
        }
        return new CellError(exception.GetType().FullName ?? exception.GetType().Name, exception.Message, lines);
    }

    public static IReadOnlyList<string> Trace(Exception exception, IReadOnlyDictionary<string, SourceFile> files)
    {
        var frames = (exception.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(frame => !frame.StartsWith("---", StringComparison.Ordinal) && !frame.Contains("Darts.Notebooks.Session.Interrupt", StringComparison.Ordinal))
            .Select(frame => (Text: frame, User: Position().Match(frame) is { Success: true } match && files.TryGetValue(match.Groups["file"].Value, out var file)
                ? $"   at {Method(match.Groups["method"].Value)}{file.Title}, line {match.Groups["line"].Value}"
                : null))
            .ToList();
        var last = frames.FindLastIndex(frame => frame.User is not null);
        return [.. frames.Take(last + 1).Select(frame => frame.User ?? "   " + frame.Text)];
    }

    // Submission#3.<<Initialize>>d__0.MoveNext() is the cell itself; Submission#3.Loss(Double x) is a method of it.
    private static string Method(string method)
    {
        if (method.Contains("<<Initialize>>", StringComparison.Ordinal) && !method.Contains("g__", StringComparison.Ordinal))
            return "";
        return Submission().Replace(method, "") + " in ";
    }

    private static string Padding(string line, int column) =>
        string.Concat(line.Take(column).Select(c => c == '\t' ? '\t' : ' '));

    [GeneratedRegex(@"^at (?<method>.*) in (?<file>.+):line (?<line>\d+)$")]
    private static partial Regex Position();

    [GeneratedRegex(@"Submission#\d+[.+]")]
    private static partial Regex Submission();
}
