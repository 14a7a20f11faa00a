using System.Globalization;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Reports;

/// <summary>One table for several runs.</summary>
internal static class SummaryTable
{
    public static string Of(IReadOnlyList<RunResult> results)
    {
        string[][] rows = [["notebook", "result", "cells", "seconds", "executed notebook"], .. results.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((text, column) => Padded(text, column, widths[column]))).TrimEnd()));
    }

    private static string Padded(string text, int column, int width) => IsNumber(column) ? text.PadLeft(width) : text.PadRight(width);

    private static bool IsNumber(int column) => column is 2 or 3;

    private static string[] Row(RunResult result) =>
    [
        result.Options.Notebook,
        Verdict(result),
        $"{result.Cells.Count(cell => cell.Outcome is not null)}/{result.Cells.Count(cell => cell.IsSelected)}",
        result.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
        result.Options.Output,
    ];

    private static string Verdict(RunResult result)
    {
        var verdict = result.Code switch
        {
            ExitCode.Done => "done",
            ExitCode.CellFailed => result.Failed.Any() ? "failed" : "interrupted",
            ExitCode.TimeLimit => "time limit",
            ExitCode.KernelDied => "kernel died",
            _ => "not run",
        };
        return result.Failed.FirstOrDefault() is { } cell ? $"{verdict} at [{cell.Title.Number}/{cell.Title.Count}]" : verdict;
    }
}
