using System.Diagnostics;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Running;

/// <summary>
/// Runs a notebook from its first cell to its last in a kernel of its own process, and saves it after every cell: whatever happens to the
/// kernel, what it has shown so far is in the file.
/// </summary>
internal sealed class NotebookRunner(RunOptions options, IRunProgress progress)
{
    private readonly OutputRecorder _recorder = new();

    /// <exception cref="UsageException">A parameter is wrong.</exception>
    /// <exception cref="NotebookFormatException">The file is no notebook.</exception>
    /// <exception cref="IOException">The notebook cannot be read or the output cannot be written.</exception>
    public async Task<RunResult> RunAsync(CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var notebook = Notebook.Read(options.Notebook);
        ParameterInjection.Inject(notebook, options.Parameters);
        Forget(notebook);
        // Also finds out now, and not after an hour, that the output cannot be written.
        Save(notebook);

        progress.KernelStarting();
        using var kernel = KernelProcess.Start(options.Kernel, Path.GetDirectoryName(Path.GetFullPath(options.Notebook))!, options.KernelEnvironment);
        using var client = new KernelClient(kernel.Connection);
        var problem = await WaitForKernelAsync(kernel, client, cancellation);
        if (problem is { } notReady)
            return new RunResult(notReady.Code, notebook, clock.Elapsed, null, notReady.Message);

        var cells = new CellRunner(options, kernel, client, _recorder, progress, () => Save(notebook));
        foreach (var (index, title) in CellTitle.Of(notebook).OrderBy(title => title.Key))
        {
            var cell = notebook.Cells[index];
            if (cell.Source.Trim().Length == 0 || cell.HasTag("skip-execution"))
                continue;
            var outcome = await cells.RunAsync(cell, title, cancellation);
            Save(notebook);
            if (outcome.Code != ExitCode.Done)
                return new RunResult(outcome.Code, notebook, clock.Elapsed, title, outcome.Problem);
        }
        await ShutDownAsync(kernel, client);
        return new RunResult(ExitCode.Done, notebook, clock.Elapsed);
    }

    // Outputs of an earlier run would be taken for this one's if it stops half-way.
    private static void Forget(Notebook notebook)
    {
        foreach (var cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            cell.Outputs = [];
            cell.ExecutionCount = null;
        }
    }

    private async Task<(ExitCode Code, string Message)?> WaitForKernelAsync(KernelProcess kernel, KernelClient client, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.StartLimit);
        var ready = client.WaitUntilReadyAsync(limit.Token);
        try
        {
            if (await Task.WhenAny(ready, kernel.WaitAsync(limit.Token)) == ready || !kernel.HasExited)
            {
                await ready;
                return null;
            }
            return (ExitCode.KernelDied, $"The kernel died before it was ready: {kernel.Ending()}.\n{kernel.LastLines}".TrimEnd());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (ExitCode.TimeLimit, $"The kernel was not ready within {options.StartLimit.TotalSeconds:0} s.\n{kernel.LastLines}".TrimEnd());
        }
        catch (OperationCanceledException)
        {
            return (ExitCode.CellFailed, "Interrupted before the kernel was ready.");
        }
    }

    private async Task ShutDownAsync(KernelProcess kernel, KernelClient client)
    {
        client.Send(Channel.Control, "shutdown_request", new System.Text.Json.Nodes.JsonObject { ["restart"] = false });
        using var limit = new CancellationTokenSource(options.InterruptGrace);
        try
        {
            await kernel.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It has done its work; who does not go is killed on disposal.
        }
    }

    private void Save(Notebook notebook)
    {
        _recorder.Complete();
        notebook.Save(options.Output);
    }
}
