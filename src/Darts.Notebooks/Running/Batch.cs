namespace Darts.Notebooks.Running;

/// <summary>Runs several notebooks, some of them at once.</summary>
internal static class Batch
{
    /// <param name="notebooks">The notebooks, begun in this order.</param>
    /// <param name="jobs">How many run at once.</param>
    /// <param name="run">Runs one.</param>
    /// <param name="cancellation">Stops those that run; the others are not begun.</param>
    /// <returns>The results in the order of the notebooks.</returns>
    public static async Task<IReadOnlyList<RunResult>> RunAsync(
        IReadOnlyList<PreparedNotebook> notebooks, int jobs, Func<PreparedNotebook, CancellationToken, Task<RunResult>> run, CancellationToken cancellation)
    {
        var results = new RunResult[notebooks.Count];
        await Parallel.ForAsync(0, notebooks.Count, new ParallelOptions { MaxDegreeOfParallelism = jobs }, async (i, _) =>
            results[i] = await RunAsync(notebooks[i], run, cancellation));
        return results;
    }

    // What keeps one notebook from running does not keep the others.
    private static async Task<RunResult> RunAsync(
        PreparedNotebook notebook, Func<PreparedNotebook, CancellationToken, Task<RunResult>> run, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return NotRun(notebook, ExitCode.CellFailed, "Interrupted before it was begun.");
        try
        {
            return await run(notebook, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return NotRun(notebook, ExitCode.Usage, e.Message);
        }
    }

    private static RunResult NotRun(PreparedNotebook notebook, ExitCode code, string problem) =>
        new(notebook.Options, code, notebook.Notebook, TimeSpan.Zero, notebook.Cells, problem);
}
