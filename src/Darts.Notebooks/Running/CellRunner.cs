using System.Diagnostics;
using System.Text.Json.Nodes;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Running;

/// <summary>Runs single cells on a kernel: follows its messages until the cell has ended, a limit is reached, or the kernel is gone.</summary>
internal sealed class CellRunner(
    RunOptions options, TimeLimits limits, KernelProcess kernel, KernelClient client, OutputRecorder recorder, IRunProgress progress, Action save)
{
    private const string RaisesException = "raises-exception";

    // Bytes that a dying kernel had sent may still be on their way.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromMilliseconds(300);

    private readonly Stopwatch _sinceSave = Stopwatch.StartNew();

    /// <summary>Whether no further cell can be run.</summary>
    public bool KernelIsGone => kernel.HasExited;

    /// <summary>Runs the cell and sets its outcome.</summary>
    public async Task RunAsync(CellRun run, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        progress.CellStarted(run.Title);
        using var execution = new Execution(client.Execute(run.Cell.Source), run);
        recorder.Begin(execution.Id, run.Cell);
        var outcome = await FollowAsync(execution, cancellation);
        if (outcome.Code == ExitCode.CellFailed && execution.Failed && run.Cell.HasTag(RaisesException) && !cancellation.IsCancellationRequested)
            outcome = new CellOutcome(ExitCode.Done);
        run.Outcome = outcome;
        run.Elapsed = clock.Elapsed;
        progress.CellEnded(run.Title, run.Elapsed, run.HasFailed);
    }

    private async Task<CellOutcome> FollowAsync(Execution execution, CancellationToken cancellation)
    {
        var time = limits.OfCell();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, execution.Full.Token);
        if (time is { Length: var length })
            stop.CancelAfter(length);
        if (await FollowUntilAsync(execution, stop.Token) is { } end)
            return end;
        if (cancellation.IsCancellationRequested)
            return await StopAsync(execution, new CellOutcome(ExitCode.CellFailed, "Interrupted", "Interrupted by the user."));
        var tooMuch = $"The cell wrote more than its limit of {options.OutputLimit:N0} characters.";
        if (execution.Full.IsCancellationRequested)
            return await StopAsync(execution, new CellOutcome(ExitCode.CellFailed, "OutputLimit", tooMuch));
        return await StopAsync(execution, new CellOutcome(ExitCode.TimeLimit, "TimeLimit", time!.Value.Message));
    }

    // First asks, then kills.
    private async Task<CellOutcome> StopAsync(Execution execution, CellOutcome reason)
    {
        if (options.InterruptsBySignal)
            kernel.Interrupt();
        else
            client.Send(Channel.Control, "interrupt_request");
        using var grace = new CancellationTokenSource(options.InterruptGrace);
        var asked = await FollowUntilAsync(execution, grace.Token);
        if (asked?.Code == ExitCode.KernelDied)
            return asked;
        if (asked is null)
        {
            kernel.Kill();
            await kernel.WaitAsync(CancellationToken.None);
            reason = reason with { Problem = reason.Problem + " The cell did not react to the interrupt, so the kernel was killed." };
        }
        // The kernel's own error shows where the cell stood, the reason why it was stopped.
        if (!execution.Failed || reason.Name == "OutputLimit")
            recorder.AddError(execution.Id, reason.Name!, reason.Problem!);
        return reason;
    }

    // Null when the token ended the wait. It is looked at after every message: a cell that prints for ever always has a next one.
    private async Task<CellOutcome?> FollowUntilAsync(Execution execution, CancellationToken stop)
    {
        var died = kernel.WaitAsync(CancellationToken.None);
        while (!execution.HasEnded)
        {
            if (stop.IsCancellationRequested)
                return null;
            if (_sinceSave.Elapsed >= options.SaveEvery)
            {
                save();
                _sinceSave.Restart();
            }
            if (client.Incoming.TryRead(out var incoming))
            {
                Take(execution, incoming.Channel, incoming.Message);
                continue;
            }
            var more = client.Incoming.WaitToReadAsync(stop).AsTask();
            using var pause = new CancellationTokenSource();
            var nextSave = Task.Delay(options.SaveEvery - _sinceSave.Elapsed is { Ticks: > 0 } rest ? rest : TimeSpan.Zero, pause.Token);
            var first = await Task.WhenAny(more, died, nextSave);
            await pause.CancelAsync();
            if (first == died)
                return await DiedAsync(execution);
        }
        return execution.Error is null ? new CellOutcome(ExitCode.Done) : new CellOutcome(ExitCode.CellFailed, execution.ErrorName, execution.Error);
    }

    private async Task<CellOutcome> DiedAsync(Execution execution)
    {
        await Task.Delay(s_lastWords);
        while (client.Incoming.TryRead(out var incoming))
            Take(execution, incoming.Channel, incoming.Message);
        var message = $"The kernel died: {kernel.Ending()}.\n{kernel.LastLines}".TrimEnd();
        recorder.AddError(execution.Id, "KernelDied", message);
        return new CellOutcome(ExitCode.KernelDied, "KernelDied", message);
    }

    private void Take(Execution execution, Channel channel, JupyterMessage message)
    {
        if (channel != Channel.Shell && !recorder.Record(message) && message.ParentId == execution.Id)
            execution.Full.Cancel();
        if (message.ParentId != execution.Id)
            return;
        if (channel != Channel.Shell)
        {
            Report(execution, message);
            return;
        }
        execution.Replied = true;
        if (JupyterMessage.Text(message.Content, "status") != "ok")
            execution.Error ??= JupyterMessage.Text(message.Content, "evalue") ?? "The kernel did not run the cell.";
    }

    private void Report(Execution execution, JupyterMessage message)
    {
        switch (message.Type)
        {
            case "status":
                execution.Idle = JupyterMessage.Text(message.Content, "execution_state") == "idle";
                break;
            case "execute_input":
                execution.Run.Cell.ExecutionCount = JupyterMessage.Number(message.Content, "execution_count", 0);
                break;
            case "stream" when !execution.Full.IsCancellationRequested:
                progress.CellWrote(JupyterMessage.Text(message.Content, "name") == "stderr", JupyterMessage.Text(message.Content, "text") ?? "");
                break;
            case "display_data" or "execute_result" when message.Content["data"] is JsonObject data && JupyterMessage.Text(data, "text/plain") is { } text:
                progress.CellShowed(text);
                break;
            case "error":
                execution.Failed = true;
                execution.ErrorName = JupyterMessage.Text(message.Content, "ename");
                execution.Error = message.Content["traceback"] is JsonArray { Count: > 0 } lines
                    ? string.Join('\n', lines.Select(line => line?.ToString()))
                    : $"{execution.ErrorName}: {JupyterMessage.Text(message.Content, "evalue")}";
                break;
        }
    }

    private sealed class Execution(string id, CellRun run) : IDisposable
    {
        public string Id { get; } = id;

        public CellRun Run { get; } = run;

        /// <summary>Cancelled when the cell has written all that it may.</summary>
        public CancellationTokenSource Full { get; } = new();

        public bool Idle { get; set; }

        public bool Replied { get; set; }

        /// <summary>Whether the kernel published an error.</summary>
        public bool Failed { get; set; }

        public string? ErrorName { get; set; }

        public string? Error { get; set; }

        public bool HasEnded => Idle && Replied;

        public void Dispose() => Full.Dispose();
    }
}
