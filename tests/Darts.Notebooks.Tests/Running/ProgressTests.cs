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
    public void Plain_progress_shows_whole_lines_as_they_come()
    {
        var output = new StringWriter { NewLine = "\n" };
        var progress = new PlainProgress(output, everything: false);
        var title = new CellTitle(1, 2, "Search");

        progress.CellStarted(title);
        progress.CellWrote(false, "epoch 1\nepo");
        progress.CellWrote(true, "a warning\n");
        progress.CellWrote(false, "ch 2\r\n10 %\r20 %");
        progress.CellShowed("a chart");
        progress.CellEnded(title, TimeSpan.FromSeconds(1.5), failed: false);

        Assert.Equal("[1/2] Search\n    epoch 1\n    epoch 2\n    20 %\n[1/2] done in 1.5 s\n", output.ToString());
    }
}
