using System.Diagnostics;

namespace Darts.Notebooks.Tests.Session;

public class InterruptTests : SessionTest
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true) ;")]
    [InlineData("for (;;) for (int i = 0; i < 10; i++) kept++;")]
    [InlineData("do kept++; while (true);")]
    [InlineData("again: kept++; goto again;")]
    [InlineData("System.Threading.Thread.Sleep(60000);")]
    [InlineData("await Task.Delay(60000);")]
    [InlineData("await Task.Delay(60000, Cancellation);")]
    [InlineData("new System.Threading.ManualResetEvent(false).WaitOne();")]
    [InlineData("Parallel.For(0, 1000000, i => { System.Threading.Thread.Sleep(100); });")]
    [InlineData("int Spin(int n) { return Spin2(n); } int Spin2(int n) { while (n > 0) { n |= 1; } return n; } Spin(1)")]
    public void An_interrupt_ends_the_cell_within_a_second_and_the_session_goes_on(string code)
    {
        Value("long kept = 0;");
        var clock = new Stopwatch();
        using var timer = new Timer(_ =>
        {
            clock.Start();
            Session.Interrupt();
        });
        timer.Change(700, Timeout.Infinite);

        var result = Run(code);
        clock.Stop();

        Assert.Equal("CellInterrupted", result.Error?.Name);
        Assert.True(clock.Elapsed.TotalSeconds < 1, $"{clock.Elapsed}");
        Assert.Equal("3", Value("int after = 3; System.Threading.Thread.Sleep(5); after"));
    }

    [Fact]
    public void An_interrupt_when_nothing_runs_does_nothing()
    {
        Value("1");
        Session.Interrupt();

        Assert.Equal("2", Value("System.Threading.Thread.Sleep(5); 2"));
    }

    [Fact]
    public void What_a_cell_changed_before_its_interrupt_stays_when_it_listens_to_its_token()
    {
        using var timer = new Timer(_ => Session.Interrupt());
        Value("int kept = 1;");
        timer.Change(700, Timeout.Infinite);

        Error("kept = 2; int mine = 3; await Task.Delay(60000, Cancellation);");

        Assert.Equal("5", Value("kept + mine"));
    }

    [Fact]
    public void Checks_leave_the_line_numbers_and_results_of_nested_unbraced_loops_alone() =>
        Assert.Equal("6", Value("var sum = 0;\nfor (var i = 0; i < 2; i++) for (var j = 0; j < 3; j++) if (j >= 0) sum++; else sum--;\nsum"));
}
