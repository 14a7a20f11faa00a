using System.Text;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Reports;
using Darts.Notebooks.Running;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Tests.Documents;

/// <summary>
/// Mutated notebooks: each is refused with a reason or can be used for all that the engine does.
/// </summary>
public class NotebookFuzz
{
    private const int Few = 2000;

    private const string Whole = """
        {
         "cells": [
          {"attachments": {"a.png": {"image/png": "aGVsbG8="}}, "cell_type": "markdown", "id": "m", "metadata": {"tags": ["x"]},
           "source": ["# Title $a_1$\n", "![](attachment:a.png) <b>x</b>\n", "\n", "$$\\frac{a}{b}$$\n", "> quote\n", "\n", "| a | b |\n", "|---|---|\n", "| 1 | 2 |"]},
          {"cell_type": "code", "execution_count": 1, "id": "p", "metadata": {"papermill": {"duration": 1.5, "status": "completed"}, "tags": ["parameters", "result"]},
           "outputs": [{"name": "stdout", "output_type": "stream", "text": ["a\u001b[1;31mb\u001b[0m\n", "10 %\r20 %"]},
            {"data": {"image/png": "aGVsbG8=", "text/plain": ["x"]}, "metadata": {"image/png": {"width": 3}}, "output_type": "display_data"},
            {"data": {"application/vnd.plotly.v1+json": {"data": [], "layout": {}}}, "metadata": {}, "output_type": "execute_result", "execution_count": 1},
            {"data": {"image/svg+xml": "<svg/>", "text/html": "<b>x</b>", "application/json": {"a": 1}, "text/latex": "$x$"}, "metadata": {}, "output_type": "display_data"},
            {"ename": "E", "evalue": "v", "output_type": "error", "traceback": ["\u001b[0;31mline\u001b[0m", "two"]}],
           "source": ["enum Order { First, Second }\n", "int n = 1; // how many\n", "var order = Order.First; string[] names = [\"a\"]; /* é 😀 */"]},
          {"cell_type": "code", "execution_count": null, "id": "i", "metadata": {"tags": ["injected-parameters"]}, "outputs": [], "source": "n = 2;"},
          {"cell_type": "raw", "id": "r", "metadata": {}, "source": "raw"}
         ],
         "metadata": {"kernelspec": {"display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp"}, "papermill": {"parameters": {}}},
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public async Task A_mutated_notebook_is_refused_or_can_be_used()
    {
        var count = Mutations.Count(Few);
        var read = 0;
        for (var seed = 0; seed < count; seed++)
        {
            var bytes = Mutate(new Random(seed));
            try
            {
                // A hang must not take the test run with it.
                read += await Task.Run(() => Use(bytes)).WaitAsync(TimeSpan.FromMinutes(1)) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"Notebook {seed} ends with {e.GetType().Name}: {e}\n{Encoding.UTF8.GetString(bytes)}");
            }
        }
        // Neither all refused nor all read: the mutations reach behind the checks.
        Assert.InRange(read, count / 10, count * 9 / 10);
    }

    // False when it is refused.
    private static bool Use(byte[] bytes)
    {
        Notebook notebook;
        try
        {
            notebook = Notebook.Parse(bytes, "x.ipynb");
        }
        catch (NotebookFormatException e)
        {
            Assert.StartsWith("x.ipynb: ", e.Message, StringComparison.Ordinal);
            return false;
        }
        var again = Notebook.Parse(notebook.ToBytes(), "again");
        Assert.True(JsonNode.DeepEquals(notebook.Root, again.Root));
        Assert.Equal(again.ToBytes(), notebook.ToBytes());
        _ = ResultText.Of(notebook);
        _ = HtmlPage.Of(notebook, "x.ipynb", "none.js", _ => { });
        Run(notebook);
        Notebook.Parse(notebook.ToBytes(), "run");
        return true;
    }

    // All that a run does but for the kernel.
    private static void Run(Notebook notebook)
    {
        var options = new RunOptions
        {
            Notebook = "x.ipynb",
            Output = "out.ipynb",
            RecordTiming = true,
            Parameters = [new GivenParameter("n", new ParameterValue.Word("3"), "-p")],
        };
        PreparedNotebook prepared;
        try
        {
            prepared = PreparedNotebook.Of(options, notebook);
        }
        catch (UsageException)
        {
            return;
        }
        var metadata = new PapermillMetadata(prepared);
        metadata.Begin();
        foreach (var run in prepared.Cells)
            run.Outcome = new CellOutcome(ExitCode.CellFailed, "E", "problem");
        metadata.End(failed: true);
        ErrorMarkers.Add(notebook, prepared.Cells);
        _ = JUnitReport.Of([new RunResult(options, ExitCode.CellFailed, notebook, TimeSpan.Zero, prepared.Cells)]);
    }

    private static byte[] Mutate(Random random)
    {
        if (random.Next(3) == 0)
            return Mutations.Scramble(Encoding.UTF8.GetBytes(Whole), random);
        var root = JsonNode.Parse(Whole)!;
        for (var n = random.Next(1, 4); n > 0; n--)
            Mutations.ChangeValue(root, random);
        var text = root.ToJsonString();
        // What no JsonNode can say.
        return Encoding.UTF8.GetBytes(random.Next(8) switch
        {
            0 => text.Replace("\"source\":", "\"source\":1,\"source\":", StringComparison.Ordinal),
            1 => new string('[', random.Next(1, 400)) + text,
            2 => text.Replace("\"raw\"", "\"\\udc00\"", StringComparison.Ordinal),
            _ => text,
        });
    }
}
