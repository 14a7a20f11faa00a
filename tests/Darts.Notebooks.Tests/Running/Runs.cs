using System.Diagnostics;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Tests.Running;

public sealed class Runs : RunTest
{
    [Fact]
    public async Task A_notebook_is_run_from_its_folder_and_saved_with_its_outputs()
    {
        Folder.Write("book/here.txt", "");
        var result = await Run(
            [
                Code("int n = 1; // how many", "parameters"),
                Code("File.Exists(\"here.txt\")\n".Replace("File", "System.IO.File")),
                Code("Console.WriteLine($\"n = {n}\"); display(n).Update(n + 1);", "result"),
            ],
            options => options with { Parameters = [new GivenParameter("n", new ParameterValue.Word("7"), "-p")] });

        Assert.Equal(ExitCode.Done, result.Code);
        var saved = Notebook.Read(Output);
        Assert.Equal(["a0", "injected-parameters", "a1", "a2"], saved.Cells.Select(cell => cell.Id));
        Assert.Equal([1, 2, 3, 4], saved.Cells.Select(cell => cell.ExecutionCount));
        Assert.Equal("True", saved.Cells[2].Outputs[0]!["data"]!["text/plain"]![0]!.GetValue<string>());
        Assert.Equal("n = 7\n8", ResultText.Of(saved));
        Assert.DoesNotContain("transient", File.ReadAllText(Output), StringComparison.Ordinal);
        Python.Run($"import nbformat\nnbformat.validate(nbformat.read(r'{Output}', 4))");
    }

    [Fact]
    public async Task Cells_may_be_tagged_to_fail_or_to_be_left_out()
    {
        var result = await Run([Code("throw new Exception();", "raises-exception"), Code("Environment.Exit(1);", "skip-execution"), Code("3", "result")]);

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal("3", ResultText.Of(result.Notebook));
    }

    [Fact]
    public async Task A_kernel_that_is_killed_in_a_cell_is_reported_with_its_signal_and_loses_no_output()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no signals.");
        var result = await Run([Code("1"), Code("Console.WriteLine(\"last words\"); await Task.Delay(300); System.Diagnostics.Process.GetCurrentProcess().Kill(); await Task.Delay(9999);")]);

        Assert.Equal(ExitCode.KernelDied, result.Code);
        Assert.Contains("SIGKILL", result.Problem, StringComparison.Ordinal);
        Assert.Contains("memory", result.Problem, StringComparison.Ordinal);
        var outputs = Saved("a1").Outputs;
        Assert.Equal("last words\n", MultilineText.Join(outputs[0]!["text"]));
        Assert.Equal("KernelDied", outputs[1]!["ename"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_kernel_that_dies_before_it_is_ready_is_reported_with_what_it_said()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The kernel of this test is a shell.");
        var result = await Run([Code("1")], options => options with { Kernel = _ => ["/bin/sh", "-c", "echo cannot begin >&2; exit 3"] });

        Assert.Equal(ExitCode.KernelDied, result.Code);
        Assert.Contains("exit code 3", result.Problem, StringComparison.Ordinal);
        Assert.Contains("cannot begin", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_that_never_gets_ready_is_given_up()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The kernel of this test is a shell.");
        var result = await Run([Code("1")], options => options with { Kernel = _ => ["/bin/sh", "-c", "sleep 60"], StartLimit = TimeSpan.FromSeconds(1) });

        Assert.Equal(ExitCode.TimeLimit, result.Code);
    }

    [Fact]
    public async Task A_cell_over_its_limit_is_interrupted()
    {
        var result = await Run([Code("Console.WriteLine(\"begun\"); while (true) { }")], options => options with { CellLimit = TimeSpan.FromSeconds(7) });

        Assert.Equal(ExitCode.TimeLimit, result.Code);
        var outputs = Saved("a0").Outputs;
        Assert.Equal("begun\n", MultilineText.Join(outputs[0]!["text"]));
        Assert.Equal("CellInterrupted", outputs[1]!["ename"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_long_cells_outputs_are_seen_live_and_saved_while_it_runs()
    {
        var seenLive = "";
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var progress = new RecordedProgress { OnText = text => seenLive += text };
        Write([Code("Console.WriteLine(\"epoch 1\"); await Task.Delay(60000, Cancellation);")]);
        var running = new NotebookRunner(PreparedNotebook.Of(Options() with { SaveEvery = TimeSpan.FromSeconds(1) }), progress).RunAsync(stop.Token);

        while (!File.Exists(Output) || Saved("a0").Outputs.Count == 0)
            await Task.Delay(100, stop.Token);

        Assert.False(running.IsCompleted);
        Assert.Equal("epoch 1\n", seenLive);
        Assert.Equal("epoch 1\n", MultilineText.Join(Saved("a0").Outputs[0]!["text"]));
        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        Assert.Equal(ExitCode.CellFailed, (await running).Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), "Ctrl+C must end a run at once.");
    }

    [Fact]
    public async Task A_hundred_thousand_lines_arrive_in_order()
    {
        await Run([Code("for (var i = 0; i < 100000; i++) { Console.WriteLine(i); if (i % 1000 == 0) Console.Error.WriteLine(-i); }")]);

        var outputs = Saved("a0").Outputs;
        var expected = string.Concat(Enumerable.Range(0, 100_000).Select(i => i % 1000 == 0 ? $"{i}\n{-i}\n" : $"{i}\n"));
        Assert.Equal(expected, string.Concat(outputs.Select(output => MultilineText.Join(output!["text"]))));
    }
}
