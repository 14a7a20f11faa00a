using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Running;

/// <summary>
/// Runs a notebook from its first cell to its last in a kernel of its own process, and saves it after every cell: whatever happens to the
/// kernel, what it has shown so far is in the file.
/// </summary>
internal sealed class NotebookRunner
{
    private readonly PreparedNotebook _prepared;
    private readonly IRunProgress _progress;
    private readonly OutputRecorder _recorder;
    private readonly PapermillMetadata _metadata;

    public NotebookRunner(PreparedNotebook prepared, IRunProgress progress)
    {
        _prepared = prepared;
        _progress = progress;
        _recorder = new OutputRecorder(Options.OutputLimit);
        _metadata = new PapermillMetadata(prepared);
    }

    private RunOptions Options => _prepared.Options;

    /// <exception cref="IOException">The output cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The kernel's command cannot be started.</exception>
    public async Task<RunResult> RunAsync(CancellationToken cancellation = default)
    {
        var limits = new TimeLimits(Options);
        Forget();
        _metadata.Begin();
        Save();
        var end = await RunAsync(limits, cancellation);
        _metadata.End(failed: end.Code != ExitCode.Done);
        ErrorMarkers.Add(_prepared.Notebook, _prepared.Cells);
        Save();
        return new RunResult(Options, end.Code, _prepared.Notebook, limits.Elapsed, _prepared.Cells, end.Problem);
    }

    // Outputs of an earlier run would be taken for this one's if it stops half-way.
    private void Forget()
    {
        foreach (var run in _prepared.Cells.Where(cell => cell.IsSelected))
        {
            run.Cell.Outputs = [];
            run.Cell.ExecutionCount = null;
        }
    }

    private async Task<CellOutcome> RunAsync(TimeLimits limits, CancellationToken cancellation)
    {
        _progress.KernelStarting();
        using var kernel = KernelProcess.Start(Options.Kernel, Path.GetDirectoryName(Path.GetFullPath(Options.Notebook))!, Options.KernelEnvironment);
        using var client = new KernelClient(kernel.Connection);
        if (await KernelStart.WaitAsync(kernel, client, limits, cancellation) is { } notReady)
            return notReady;
        var cells = new CellRunner(Options, limits, kernel, client, _recorder, _progress, Save);
        var end = await RunAsync(cells, cancellation);
        if (end.Code is ExitCode.Done or ExitCode.CellFailed)
            await KernelStart.ShutDownAsync(kernel, client, Options.InterruptGrace);
        return end;
    }

    private async Task<CellOutcome> RunAsync(CellRunner cells, CancellationToken cancellation)
    {
        CellOutcome? firstError = null;
        foreach (var run in _prepared.Cells.Where(cell => cell.IsSelected))
        {
            run.Started = DateTimeOffset.UtcNow;
            _metadata.CellStarted(run);
            await cells.RunAsync(run, cancellation);
            _metadata.CellEnded(run);
            Save();
            if (!run.HasFailed)
                continue;
            firstError ??= run.Outcome;
            if (!Options.AllowErrors || run.Outcome!.Code != ExitCode.CellFailed || cells.KernelIsGone || cancellation.IsCancellationRequested)
                return run.Outcome!;
        }
        return firstError ?? new CellOutcome(ExitCode.Done);
    }

    private void Save()
    {
        _recorder.Complete();
        try
        {
            _prepared.Notebook.Save(Options.Output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The executed notebook cannot be written to {Options.Output}: {e.Message}", e);
        }
    }
}
