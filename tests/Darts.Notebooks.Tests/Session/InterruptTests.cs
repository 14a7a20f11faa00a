using System.Diagnostics;
using Darts.Notebooks.Session;
using Microsoft.CodeAnalysis.CSharp;

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
    public void A_cell_that_opts_out_has_no_checks_in_its_loops()
    {
        const string code = "while (true) { }\nFunc<int> f = () => { return 1; };";

        var checkedCode = InterruptChecks.Insert(CSharpSyntaxTree.ParseText(code, Segments.ParseOptions));
        var free = InterruptChecks.Insert(CSharpSyntaxTree.ParseText("// no interrupt checks\n" + code, Segments.ParseOptions));

        Assert.Equal(2, checkedCode.Code.Split("Interrupts.Check()").Length - 1);
        Assert.Equal("// no interrupt checks\n" + code, free.Code);
        Assert.Equal("4999950000", Value("// no interrupt checks\nlong sum = 0;\nfor (var i = 0; i < 100000; i++) sum += i;\nsum"));
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
