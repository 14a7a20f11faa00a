using System.Diagnostics;
using System.Text.Json.Nodes;
using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Tests.Jupyter;

public class KernelProcesses
{
    private static readonly CancellationToken s_limit = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    [Fact]
    public async Task A_client_with_another_key_is_not_answered()
    {
        using var kernel = KernelProcess.Start(KernelCommand.Own, Path.GetTempPath());
        using var owner = new KernelClient(kernel.Connection);
        using var stranger = new KernelClient(kernel.Connection with { Key = "guessed" });
        await owner.WaitUntilReadyAsync(s_limit);

        stranger.Send(Channel.Control, "shutdown_request");
        stranger.Execute("Environment.Exit(9)");
        var answer = await Reply(owner, owner.Execute("1"));

        Assert.Equal("ok", JupyterMessage.Text(answer, "status"));
        Assert.False(kernel.HasExited);
    }

    [Fact]
    public async Task Requests_that_were_sent_before_a_cell_failed_are_aborted_and_later_ones_run()
    {
        using var kernel = KernelProcess.Start(KernelCommand.Own, Path.GetTempPath());
        using var client = new KernelClient(kernel.Connection);
        await client.WaitUntilReadyAsync(s_limit);

        var failing = client.Execute("await Task.Delay(500); throw new Exception();");
        var waiting = client.Execute("1");
        Assert.Equal("error", JupyterMessage.Text(await Reply(client, failing), "status"));
        Assert.Equal("aborted", JupyterMessage.Text(await Reply(client, waiting), "status"));

        Assert.Equal("ok", JupyterMessage.Text(await Reply(client, client.Execute("1")), "status"));
    }

    [Fact]
    public async Task What_no_text_or_json_should_hold_is_shown_all_the_same()
    {
        using var kernel = KernelProcess.Start(KernelCommand.Own, Path.GetTempPath());
        using var client = new KernelClient(kernel.Connection);
        await client.WaitUntilReadyAsync(s_limit);
        const string code = """
            Console.Write("half \ud800 a pair");
            (new string('[', 60) + new string(']', 60)).DisplayAs("application/json");
            """;

        var answers = await Answers(client, client.Execute(code));

        Assert.Equal("half \ufffd a pair", JupyterMessage.Text(answers["stream"], "text"));
        Assert.Equal(60, answers["display_data"]["data"]!["application/json"]!.ToJsonString().Count(c => c == '['));
        Assert.Equal("ok", JupyterMessage.Text(answers["execute_reply"], "status"));
    }

    [Fact]
    public async Task An_interrupt_is_obeyed_while_a_cell_runs_and_shutdown_ends_the_process()
    {
        using var kernel = KernelProcess.Start(KernelCommand.Own, Path.GetTempPath());
        using var client = new KernelClient(kernel.Connection);
        await client.WaitUntilReadyAsync(s_limit);

        var spinning = client.Execute("Console.WriteLine(\"started\"); while (true) { }");
        await Published(client, "stream");
        client.Send(Channel.Control, "interrupt_request");
        Assert.Equal("CellInterrupted", JupyterMessage.Text(await Reply(client, spinning), "ename"));

        client.Send(Channel.Control, "shutdown_request");
        await kernel.WaitAsync(s_limit);
        Assert.Contains("exit code 0", kernel.Ending(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_ends_when_its_client_has_died()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The client of this test is a shell.");
        using var folder = new TemporaryFolder();
        var file = folder.File("c.json");
        ConnectionFile.Create().Save(file);
        var command = string.Join(' ', KernelCommand.Own(file).Select(word => $"'{word}'"));
        // A shell that starts a kernel, prints its id and is gone.
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"JPY_PARENT_PID=$$ {command} >/dev/null 2>&1 & echo $!; sleep 3"]) { RedirectStandardOutput = true })!;
        using var kernel = Process.GetProcessById(int.Parse((await shell.StandardOutput.ReadLineAsync())!));
        Assert.False(kernel.HasExited);

        await shell.WaitForExitAsync();

        Assert.True(kernel.WaitForExit(TimeSpan.FromSeconds(20)), "The kernel outlived its client.");
    }

    private static async Task<JsonObject> Reply(KernelClient client, string id)
    {
        while (true)
        {
            var (channel, message) = await client.Incoming.ReadAsync(s_limit);
            if (channel == Channel.Shell && message.ParentId == id)
                return message.Content;
        }
    }

    // The last of each kind. Channels have no order among each other: the reply may come before what the cell showed.
    private static async Task<Dictionary<string, JsonObject>> Answers(KernelClient client, string id)
    {
        var answers = new Dictionary<string, JsonObject>();
        while (!answers.ContainsKey("execute_reply") || JupyterMessage.Text(answers["status"], "execution_state") != "idle")
        {
            var (_, message) = await client.Incoming.ReadAsync(s_limit);
            if (message.ParentId == id)
                answers[message.Type] = message.Content;
        }
        return answers;
    }

    private static async Task<JsonObject> Published(KernelClient client, string type)
    {
        while (true)
        {
            var (_, message) = await client.Incoming.ReadAsync(s_limit);
            if (message.Type == type)
                return message.Content;
        }
    }
}
