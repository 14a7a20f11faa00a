using System.Diagnostics;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Packages;
using Microsoft.DotNet.Interactive;

namespace Darts.Notebooks.Session;

/// <summary>A C# session: cells run one after another, see what earlier ones declared, and show values as they go.</summary>
internal sealed class CSharpSession : IDisposable
{
    private readonly ScriptRunner _scripts = new();
    private readonly HashSet<string> _importing = new(StringComparer.Ordinal);
    private readonly PackageRestore _packages = new();
    private readonly string _folder;
    private volatile CellExecution? _running;

    /// <param name="folder">The folder that relative paths in cells start from: the kernel's working folder.</param>
    public CSharpSession(string folder)
    {
        _folder = folder;
        Assistant = new CodeAssistant(_scripts);
        ConsoleRedirect.Install();
    }

    /// <summary>Completion, inspection and the question whether code is complete.</summary>
    public CodeAssistant Assistant { get; }

    /// <summary>Does what only the first cell of a process takes time for (loading the compiler, reading metadata); leaves nothing behind.</summary>
    public void WarmUp() => ValueFormatter.Format(_scripts.WarmUp("foreach (var x in new[] { 1 }) { } new[] { 1, 2 }.Select(x => $\"{x}\").ToList()"));

    /// <summary>Runs a cell on the calling thread. Errors of the cell are part of the result; nothing is thrown for them.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="number">Its number, which errors name.</param>
    /// <param name="output">Where its outputs go.</param>
    public CellResult Execute(string code, int number, ICellOutput output)
    {
        using var execution = CellExecution.Begin(output);
        _running = execution;
        try
        {
            var value = RunFile(code, SourceFile.Cell(number, _folder), execution);
            return new CellResult(value is { } result ? Show(result.Value, execution) : null, null);
        }
        catch (CellFailedException e)
        {
            return new CellResult(null, e.Error);
        }
        catch (Exception e) when (execution.IsInterrupted && e is OperationCanceledException or ThreadInterruptedException)
        {
            // Between two stretches of the cell, in a directive or a formatter.
            return new CellResult(null, ErrorReports.Interrupted([]));
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>Asks the running cell to stop; nothing happens when none runs.</summary>
    public void Interrupt() => _running?.Interrupt();

    public void Dispose() => _scripts.Dispose();

    private static JsonObject? Show(object? value, CellExecution execution)
    {
        // `display(x)` as last line has already shown x.
        if (value is DisplayedValue)
            return null;
        try
        {
            return ValueFormatter.Format(value);
        }
        catch (Exception e) when (!execution.IsInterrupted)
        {
            // A formatter is user code too.
            throw new CellFailedException(new CellError(e.GetType().FullName!, e.Message, [$"The result could not be formatted: {e.GetType().FullName}: {e.Message}"]));
        }
    }

    private (bool HasValue, object? Value)? RunFile(string code, SourceFile file, CellExecution execution)
    {
        (bool HasValue, object? Value)? last = null;
        Stopwatch? clock = null;
        foreach (var segment in Parse(code, file))
        {
            if (segment.Kind == SegmentKind.Time)
                clock = Stopwatch.StartNew();
            else if (segment.Kind == SegmentKind.CSharp)
                last = _scripts.Run(segment.Text, file, execution);
            else
                RunDirective(segment, file, execution);
        }
        if (clock is not null)
            execution.Output.Display(ValueFormatter.Raw($"Wall time: {clock.Elapsed.TotalSeconds:0.###} s", "text/plain"), null, update: false);
        return last is { HasValue: true } ? last : null;
    }

    private static IReadOnlyList<Segment> Parse(string code, SourceFile file)
    {
        try
        {
            return Segments.Parse(code);
        }
        catch (DirectiveException e)
        {
            throw new CellFailedException(ErrorReports.Directive(e, file));
        }
    }

    private void RunDirective(Segment segment, SourceFile file, CellExecution execution)
    {
        try
        {
            switch (segment.Kind)
            {
                case SegmentKind.Reference when PackageRequest.IsOne(segment.Text):
                    AddPackage(PackageRequest.Parse(segment.Text), execution);
                    break;
                case SegmentKind.Reference:
                    _scripts.References.Add(segment.Text, file.Folder);
                    break;
                case SegmentKind.Source:
                    _packages.AddSource(segment.Text);
                    break;
                case SegmentKind.Import:
                    Import(PathResolver.Resolve(segment.Text, file.Folder), execution);
                    break;
                case SegmentKind.Markdown:
                    execution.Output.Display(ValueFormatter.Raw(segment.Text, "text/markdown"), null, update: false);
                    break;
                case SegmentKind.Html:
                    execution.Output.Display(ValueFormatter.Raw(segment.Text, "text/html"), null, update: false);
                    break;
                case SegmentKind.JavaScript:
                    execution.Output.Display(ValueFormatter.Raw(segment.Text, "application/javascript"), null, update: false);
                    break;
                default:
                    throw new UnreachableException($"{segment.Kind} is no directive.");
            }
        }
        // A path may be none, and a file may be closed to this user.
        catch (Exception e) when (e is DirectiveException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CellFailedException(ErrorReports.Directive(new DirectiveException($"line {segment.Line}: {e.Message}", e), file));
        }
    }

    private void AddPackage(PackageRequest request, CellExecution execution)
    {
        var packages = _packages.Restore(request, execution.Cancellation);
        foreach (var package in packages)
            _scripts.References.Add(package);
        var chosen = packages.First(package => string.Equals(package.Id, request.Id, StringComparison.OrdinalIgnoreCase));
        execution.Output.Write(StreamName.Stdout, $"{chosen.Id} {chosen.Version} is referenced.\n");
    }

    private void Import(string path, CellExecution execution)
    {
        if (!_importing.Add(path))
            throw new DirectiveException($"#!import {path}: the file imports itself.");
        try
        {
            switch (Path.GetExtension(path).ToLowerInvariant())
            {
                case ".csx" or ".cs":
                    RunFile(File.ReadAllText(path), SourceFile.Imported(path), execution);
                    break;
                case ".ipynb":
                    ImportNotebook(path, execution);
                    break;
                default:
                    throw new DirectiveException($"#!import {path}: only .csx, .cs and .ipynb files can be imported.");
            }
        }
        catch (NotebookFormatException e)
        {
            throw new DirectiveException($"#!import {e.Message}", e);
        }
        finally
        {
            _importing.Remove(path);
        }
    }

    private void ImportNotebook(string path, CellExecution execution)
    {
        var file = SourceFile.Imported(path);
        var number = 0;
        foreach (var cell in Notebook.Read(path).Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            number++;
            RunFile(cell.Source, file with { Name = $"{file.Name}#{number}", Title = $"{file.Title}, code cell {number}" }, execution);
        }
    }
}
