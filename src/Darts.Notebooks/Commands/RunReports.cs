using System.Globalization;
using System.Text;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Pictures;
using Darts.Notebooks.Reports;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Commands;

/// <summary>What a run leaves behind: words on the terminal, reports in files.</summary>
internal static class RunReports
{
    private const int MostSourceLines = 20;

    /// <summary>Says how a run ended: its error with the cell, or its result.</summary>
    /// <param name="result">The run.</param>
    /// <param name="alone">Whether it is the only one of the call; several have a table at the end.</param>
    public static void Print(RunResult result, bool alone)
    {
        foreach (var cell in result.Failed)
            Console.Error.WriteLine($"\n{result.Options.Notebook}: cell {cell}:\n{Source(cell.Cell)}\n{Plain(cell.Outcome!.Problem ?? "")}\n");
        if (result.Problem is not null && !result.Failed.Any())
            Console.Error.WriteLine($"\n{result.Options.Notebook}: {Plain(result.Problem)}\n");
        if (result.Code == ExitCode.Done && ResultText.Of(result.Notebook) is { Length: > 0 } text)
            Console.WriteLine(alone ? $"\n{text}\n" : $"\n{result.Options.Notebook}:\n{text}\n");
        var verdict = result.Code == ExitCode.Done ? "Done" : "Stopped";
        if (alone)
        {
            var seconds = result.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            Console.WriteLine($"{verdict} after {seconds} s. The executed notebook: {result.Options.Output}");
        }
    }

    /// <summary>Writes the reports in files, and the table of several runs.</summary>
    public static void Write(RunRequest request, IReadOnlyList<RunResult> results)
    {
        WritePages(request, results.Select(result => (result.Options, result.Notebook)));
        if (request.JUnit is { } junit)
            AtomicFile.Write(junit, JUnitReport.Of(results));
        foreach (var result in results.Where(result => result.Code == ExitCode.Usage))
            Console.Error.WriteLine($"{result.Options.Notebook}: {result.Problem}");
        if (results.Count > 1)
            Console.WriteLine($"\n{SummaryTable.Of(results)}");
    }

    /// <summary>Writes the HTML pages that were asked for.</summary>
    public static void WritePages(RunRequest request, IEnumerable<(RunOptions Options, Notebook Notebook)> notebooks)
    {
        foreach (var ((options, notebook), file) in notebooks.Zip(request.Html))
        {
            var page = HtmlPage.Of(notebook, options.Notebook, PlotlyFile(request, options), warning => Warn(options, warning));
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(page));
        }
    }

    public static void Warn(RunOptions options, string warning) => Console.Error.WriteLine($"Warning: {options.Notebook}: {warning}");

    /// <summary>plotly.js as the user named it, or in the assembly that the repository's build leaves.</summary>
    public static string PlotlyFile(RunRequest request, RunOptions options) =>
        request.PlotlyScript ?? PlotlyScript.DefaultFile(RepositoryPaths.Root(options.Notebook));

    private static string Source(NotebookCell cell)
    {
        var lines = cell.Source.TrimEnd().Split('\n');
        var shown = lines.Take(MostSourceLines).Select((line, i) => $"  {i + 1,3} | {line.TrimEnd()}");
        return string.Join('\n', lines.Length > MostSourceLines ? shown.Append($"      ... {lines.Length - MostSourceLines} more lines") : shown);
    }

    // Colours are for terminals.
    private static string Plain(string text) => Console.IsErrorRedirected ? AnsiEscapes.Remove(text) : text;
}
