using Darts.Notebooks.Running;

namespace Darts.Notebooks.Tests.Running;

public sealed class LimitedRuns : RunTest
{
    private const string PrintsForEver = "while (true) Console.WriteLine(\"and on and on\");";

    [Fact]
    public async Task A_cell_that_prints_for_ever_is_stopped_at_its_time_limit_with_what_it_printed()
    {
        var result = await Run(
            [Code("for (var i = 0; ; i++) { Console.WriteLine(\"and on and on\"); if (i % 1000 == 0) Thread.Sleep(1); }".Replace("Thread", "System.Threading.Thread"))],
            options => options with { CellLimit = TimeSpan.FromSeconds(7), OutputLimit = 1_000_000_000 });

        Assert.Equal(ExitCode.TimeLimit, result.Code);
        Assert.Contains("The cell took longer than its limit of 7 s.", result.Problem, StringComparison.Ordinal);
        Assert.StartsWith("and on and on\nand on and on\n", Printed("a0"), StringComparison.Ordinal);
        Assert.NotEmpty(Errors("a0"));
    }

    [Fact]
    public async Task A_cell_that_prints_for_ever_without_a_time_limit_is_stopped_when_it_has_printed_too_much()
    {
        var result = await Run([Code(PrintsForEver), Code("2")], options => options with { OutputLimit = 500_000, AllowErrors = true });

        Assert.Equal(ExitCode.CellFailed, result.Code);
        Assert.Contains("more than its limit of 500,000 characters", result.Problem, StringComparison.Ordinal);
        Assert.InRange(Printed("a0").Length, 300_000, 500_000);
        Assert.Contains("OutputLimit", Errors("a0"));
        // The cell was interrupted and not its kernel killed: the run goes on.
        Assert.Equal(2, Saved("a1").ExecutionCount);
    }

    [Fact]
    public async Task A_run_over_its_limit_ends_in_the_cell_that_it_has_come_to()
    {
        var result = await Run([Code("1"), Code("await Task.Delay(60000, Cancellation);"), Code("3")], options => options with { TotalLimit = TimeSpan.FromSeconds(10), CellLimit = TimeSpan.FromSeconds(50) });

        Assert.Equal(ExitCode.TimeLimit, result.Code);
        Assert.Equal("The run took longer than its limit of 10 s.", result.Problem);
        Assert.Equal("[2/3]", Assert.Single(result.Failed).ToString()[..5]);
        Assert.Null(result.Cells[2].Outcome);
    }

    [Fact]
    public async Task The_limit_of_the_run_counts_the_start_of_the_kernel()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The kernel of this test is a shell.");
        var result = await Run([Code("1")], options => options with { Kernel = _ => ["/bin/sh", "-c", "sleep 60"], TotalLimit = TimeSpan.FromSeconds(1) });

        Assert.Equal((ExitCode.TimeLimit, "The run took longer than its limit of 1 s."), (result.Code, result.Problem));
    }

    [Fact]
    public async Task A_kernel_that_had_to_be_killed_runs_no_further_cell()
    {
        var result = await Run(
            [Code("System.Text.RegularExpressions.Regex.IsMatch(new string('a', 60) + \"!\", \"^(a+)+$\");"), Code("2")],
            options => options with { CellLimit = TimeSpan.FromSeconds(7), InterruptGrace = TimeSpan.FromSeconds(1), AllowErrors = true });

        Assert.Equal(ExitCode.TimeLimit, result.Code);
        Assert.Contains("killed", result.Problem, StringComparison.Ordinal);
        Assert.Null(result.Cells[1].Outcome);
        Assert.Equal(["TimeLimit"], Errors("a0"));
    }
}
