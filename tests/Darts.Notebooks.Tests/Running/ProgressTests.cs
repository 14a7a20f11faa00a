using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Tests.Running;

public class ProgressTests
{
    [Fact]
    public void A_cell_is_called_after_the_nearest_heading()
    {
        var notebook = Notebook.Parse("""
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
             {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": null, "source": "var x = 1;\nx"},
             {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "# One\ntext\n## Two\n```\n# no heading\n```\n#neither"},
             {"cell_type": "code", "id": "c", "metadata": {}, "outputs": [], "execution_count": null, "source": "y"}]}
            """u8, "x");

        Assert.Equal(["[1/2] var x = 1;", "[2/2] Two"], CellTitle.Of(notebook).OrderBy(title => title.Key).Select(title => title.Value.ToString()));
    }

    [Fact]
    public void Injected_parameters_do_not_change_the_numbers_of_cells()
    {
        var notebook = Notebook.Create();
        notebook.Insert(0, NotebookCell.Code("a", "int x = 1;", "parameters"));
        notebook.Insert(1, NotebookCell.Code("b", "x = 2;", "injected-parameters"));
        notebook.Insert(2, NotebookCell.Code("c", "x"));

        Assert.Equal(["[1/2] int x = 1;", "[1/2] injected parameters", "[2/2] x"], CellTitle.Of(notebook).OrderBy(title => title.Key).Select(title => title.Value.ToString()));
    }

    [Fact]
    public void Without_a_terminal_a_cell_is_one_plain_line()
    {
        var output = new StringWriter { NewLine = "\n" };
        using var progress = new PlainProgress(output, everything: false, "book ");

        Report(progress);

        Assert.Equal("book Starting the kernel\nbook [1/2] Search 1.5 s\nbook [2/2] Result: failed after 0.5 s\n", output.ToString());
    }

    [Fact]
    public void Of_a_cell_that_takes_long_the_last_line_is_shown_every_few_seconds()
    {
        var output = new StringWriter { NewLine = "\n" };
        var clock = new SetClock();
        using var progress = new PlainProgress(output, everything: false, time: clock);

        progress.CellStarted(new CellTitle(1, 2, "Search"));
        progress.CellWrote(false, "epoch 1\n");
        clock.Advance(TimeSpan.FromSeconds(6));
        progress.CellWrote(false, "\u001b[31mepoch 2\u001b[0m\n\n");
        progress.CellWrote(false, "epoch 3\n");
        clock.Advance(TimeSpan.FromSeconds(6));
        progress.CellWrote(false, "epoch 4\n");
        progress.CellEnded(new CellTitle(1, 2, "Search"), TimeSpan.FromSeconds(12), failed: false);

        Assert.Equal("[1/2] Search: epoch 2\n[1/2] Search: epoch 4\n[1/2] Search 12.0 s\n", output.ToString());
    }

    [Fact]
    public void With_live_output_whole_lines_are_shown_as_they_come()
    {
        var output = new StringWriter { NewLine = "\n" };
        using var progress = new PlainProgress(output, everything: true);

        Report(progress);

        Assert.Equal(
            """
            Starting the kernel
            [1/2] Search
                epoch 1
                a warning
                epoch 2
                a chart
            [1/2] 1.5 s
            [2/2] Result
                20 %
            [2/2]: failed after 0.5 s

            """,
            output.ToString());
    }

    private static void Report(PlainProgress progress)
    {
        var (search, result) = (new CellTitle(1, 2, "Search"), new CellTitle(2, 2, "Result"));
        progress.KernelStarting();
        progress.CellStarted(search);
        progress.CellWrote(false, "epoch 1\n");
        progress.CellWrote(true, "a warning\nepo");
        progress.CellWrote(false, "ch 2\r\n");
        progress.CellShowed("a chart");
        progress.CellEnded(search, TimeSpan.FromSeconds(1.5), failed: false);
        progress.CellStarted(result);
        progress.CellWrote(false, "10 %\r20 %");
        progress.CellEnded(result, TimeSpan.FromSeconds(0.5), failed: true);
    }

    private sealed class SetClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
