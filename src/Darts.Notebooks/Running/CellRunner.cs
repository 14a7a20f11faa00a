using System.Diagnostics;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Running;

/// <summary>Runs single cells on a kernel: follows its messages until the cell has ended, its time is over, or the kernel is gone.</summary>
internal sealed class CellRunner(RunOptions options, KernelProcess kernel, KernelClient client, OutputRecorder recorder, IRunProgress progress, Action save)
{
    private const string RaisesException = "raises-exception";

    // Bytes that a dying kernel had sent may still be on their way.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromMilliseconds(300);

    public async Task<CellOutcome> RunAsync(NotebookCell cell, CellTitle title, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        recorder.Begin(cell);
        progress.CellStarted(title);
        var execution = new Execution(client.Execute(cell.Source), cell);
        var outcome = await FollowAsync(execution, cancellation);
        if (outcome.Code == ExitCode.CellFailed && cell.HasTag(RaisesException) && !cancellation.IsCancellationRequested)
            outcome = new CellOutcome(ExitCode.Done);
        progress.CellEnded(title, clock.Elapsed, outcome.Code != ExitCode.Done);
        return outcome;
    }

    private async Task<CellOutcome> FollowAsync(Execution execution, CancellationToken cancellation)
    {
        if (await FollowUntilAsync(execution, options.CellLimit, cancellation) is { } end)
            return end;
        // The time is over or the user has had enough: first ask, then kill.
        if (options.InterruptsBySignal)
            kernel.Interrupt();
        else
            client.Send(Channel.Control, "interrupt_request");
        var asked = await FollowUntilAsync(execution, options.InterruptGrace, CancellationToken.None);
        if (asked?.Code == ExitCode.KernelDied)
            return asked;
        if (asked is null)
            kernel.Kill();
        var how = asked is null ? " The cell did not react to the interrupt, so the kernel was killed." : "";
        if (cancellation.IsCancellationRequested)
            return Stopped(asked, ExitCode.CellFailed, "Interrupted", "Interrupted by the user." + how);
        return Stopped(asked, ExitCode.TimeLimit, "TimeLimit", $"The cell took longer than its limit of {options.CellLimit!.Value.TotalSeconds:0.###} s." + how);
    }

    private CellOutcome Stopped(CellOutcome? asked, ExitCode code, string name, string message)
    {
        if (asked?.Code != ExitCode.CellFailed)
            recorder.AddError(name, message);
        return new CellOutcome(code, message);
    }

    // Null when the limit or the token ended the wait.
    private async Task<CellOutcome?> FollowUntilAsync(Execution execution, TimeSpan? limit, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (limit is { } length)
            stop.CancelAfter(length);
        var died = kernel.WaitAsync(CancellationToken.None);
        var nextSave = Task.Delay(options.SaveEvery, stop.Token);
        while (!execution.HasEnded)
        {
            while (!execution.HasEnded && client.Incoming.TryRead(out var incoming))
                Take(execution, incoming.Channel, incoming.Message);
            if (execution.HasEnded)
                break;
            var more = client.Incoming.WaitToReadAsync(stop.Token).AsTask();
            var first = await Task.WhenAny(more, died, nextSave);
            if (stop.IsCancellationRequested)
                return null;
            if (first == died)
                return await DiedAsync(execution);
            if (first == nextSave)
            {
                save();
                nextSave = Task.Delay(options.SaveEvery, stop.Token);
            }
        }
        return execution.Error is null ? new CellOutcome(ExitCode.Done) : new CellOutcome(ExitCode.CellFailed, execution.Error);
    }

    private async Task<CellOutcome> DiedAsync(Execution execution)
    {
        await Task.Delay(s_lastWords);
        while (client.Incoming.TryRead(out var incoming))
            Take(execution, incoming.Channel, incoming.Message);
        var message = $"The kernel died: {kernel.Ending()}.\n{kernel.LastLines}".TrimEnd();
        recorder.AddError("KernelDied", message);
        return new CellOutcome(ExitCode.KernelDied, message);
    }

    private void Take(Execution execution, Channel channel, JupyterMessage message)
    {
        if (message.ParentId != execution.Id)
        {
            // Tasks of earlier cells may still update what they have shown.
            if (message.Type == "update_display_data")
                recorder.Record(message);
            return;
        }
        if (channel == Channel.Shell)
        {
            execution.Replied = true;
            if (JupyterMessage.Text(message.Content, "status") != "ok")
                execution.Error ??= JupyterMessage.Text(message.Content, "evalue") ?? "The kernel did not run the cell.";
            return;
        }
        recorder.Record(message);
        Report(execution, message);
    }

    private void Report(Execution execution, JupyterMessage message)
    {
        switch (message.Type)
        {
            case "status":
                execution.Idle = JupyterMessage.Text(message.Content, "execution_state") == "idle";
                break;
            case "execute_input":
                execution.Cell.ExecutionCount = JupyterMessage.Number(message.Content, "execution_count", 0);
                break;
            case "stream":
                progress.CellWrote(JupyterMessage.Text(message.Content, "name") == "stderr", JupyterMessage.Text(message.Content, "text") ?? "");
                break;
            case "display_data" or "execute_result" when message.Content["data"] is JsonObject data && JupyterMessage.Text(data, "text/plain") is { } text:
                progress.CellShowed(text);
                break;
            case "error":
                execution.Error = message.Content["traceback"] is JsonArray { Count: > 0 } lines
                    ? string.Join('\n', lines.Select(line => line?.ToString()))
                    : $"{JupyterMessage.Text(message.Content, "ename")}: {JupyterMessage.Text(message.Content, "evalue")}";
                break;
        }
    }

    private sealed class Execution(string id, NotebookCell cell)
    {
        public string Id { get; } = id;

        public NotebookCell Cell { get; } = cell;

        public bool Idle { get; set; }

        public bool Replied { get; set; }

        public string? Error { get; set; }

        public bool HasEnded => Idle && Replied;
    }
}
