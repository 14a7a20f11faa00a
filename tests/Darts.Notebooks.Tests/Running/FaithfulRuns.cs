using System.Text;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Tests.Running;

public sealed class FaithfulRuns : RunTest
{
    // Everything that a run could lose, in a layout that is not Jupyter's: four blanks, escapes, fields in an order of their own.
    private const string Odd = """
        {
            "nbformat_minor": 5,
            "nbformat": 4,
            "unknown": {"a": 1.0, "b": 1e-05},
            "cells": [
                {"cell_type": "raw", "id": "r-1", "metadata": {"format": "text/latex"}, "source": "\\LaTeX"},
                {"id": "m_1", "cell_type": "markdown", "attachments": {"a.png": {"image/png": "aGVsbG8="}}, "metadata": {"tags": ["x"]}, "source": "![](attachment:a.png) \u00e9"},
                {"id": "c1", "cell_type": "code", "source": ["Console.WriteLine(\"\u00e9\");\n", "\"<b>1</b>\".DisplayAs(\"text/html\");"],
                    "metadata": {"collapsed": false, "scrolled": "auto", "mine": [null]}, "extra": "kept", "execution_count": 1, "outputs": [
                    {"output_type": "stream", "name": "stdout", "text": "\u00e9\n"},
                    {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<b>1</b>"}}]},
                {"id": "c2", "cell_type": "code", "source": "Environment.Exit(1);", "metadata": {"tags": ["skip-execution"]}, "execution_count": 9, "outputs": [
                    {"output_type": "display_data", "metadata": {}, "data": {"x/unknown": {"z": 1, "a": 2}}, "odd": true}]}
            ],
            "metadata": {"kernelspec": {"name": ".net-csharp", "language": "C#", "display_name": ".NET (C#)"}, "mine": "kept"}
        }
        """;

    [Fact]
    public async Task What_a_run_does_not_know_it_keeps()
    {
        Folder.Write("book/x.ipynb", Odd);
        var result = await Run(same => same);

        Assert.Equal(ExitCode.Done, result.Code);
        var expected = JsonNode.Parse(Odd)!;
        // Texts of outputs become lists of lines, as Jupyter writes them; nothing else changes.
        expected["cells"]![2]!["outputs"]![0]!["text"] = new JsonArray("é\n");
        expected["cells"]![2]!["outputs"]![1]!["data"]!["text/html"] = new JsonArray("<b>1</b>");
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(File.ReadAllText(Output))), File.ReadAllText(Output));
        Assert.Equal(["id", "cell_type", "source", "metadata", "extra", "execution_count", "outputs"], Saved("c1").Node.Select(field => field.Key));
        Assert.Contains("\"a\": 1.0,", File.ReadAllText(Output), StringComparison.Ordinal);

        // The run of what was written changes nothing, so it writes the same bytes.
        var bytes = File.ReadAllBytes(Output);
        await Run(options => options with { Notebook = Output });
        Assert.Equal(bytes, File.ReadAllBytes(Output));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    public void A_notebook_that_says_what_was_read_has_the_bytes_that_were_read(string end)
    {
        var bytes = (byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Odd.ReplaceLineEndings("\r\n") + end)];

        Assert.Equal(bytes, Notebook.Parse(bytes, "x").ToBytes());
    }

    [Fact]
    public async Task Displays_are_updated_in_place_also_by_later_cells()
    {
        var result = await Run(
        [
            Code("""
                var shown = display("first");
                Console.WriteLine("between");
                display("last");
                """),
            Code("shown.Update(\"updated\"); Console.WriteLine(\"second\");"),
        ]);

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal(["updated", "between\n", "last"], Saved("a0").Outputs.Select(output => MultilineText.Join(output!["text"] ?? output["data"]!["text/plain"])));
        Assert.Equal("second\n", Printed("a1"));
    }

    [Fact]
    public async Task Times_are_recorded_on_request_under_papermills_keys_and_are_removed_by_a_run_without()
    {
        var before = DateTimeOffset.UtcNow;
        await Run([Code("int n = 1;", "parameters"), Code("await Task.Delay(300);")], options => options with { RecordTiming = true });

        var notebook = Notebook.Read(Output);
        var cell = Saved("a1").Metadata["papermill"]!.AsObject();
        Assert.Equal(["duration", "end_time", "exception", "start_time", "status"], cell.Select(field => field.Key));
        var (started, ended) = (Time(cell["start_time"]), Time(cell["end_time"]));
        Assert.True(before <= started && started < ended && ended <= DateTimeOffset.UtcNow, cell.ToJsonString());
        Assert.Equal((ended - started).TotalSeconds, cell["duration"]!.GetValue<double>(), 0.001);
        Assert.True(cell["duration"]!.GetValue<double>() >= 0.3, cell.ToJsonString());
        Assert.Equal(("completed", "false"), (cell["status"]!.GetValue<string>(), cell["exception"]!.ToJsonString()));
        var book = notebook.Metadata["papermill"]!.AsObject();
        Assert.Equal(
            ["default_parameters", "duration", "end_time", "environment_variables", "exception", "input_path", "output_path", "parameters", "start_time", "version"],
            book.Select(field => field.Key));
        Assert.Equal((Options().Notebook, Output), (book["input_path"]!.GetValue<string>(), book["output_path"]!.GetValue<string>()));
        Assert.Null(book["exception"]);
        // Where Jupyter's writer, which sorts, would put it.
        Assert.Equal(["dotnet_interactive", "papermill", "polyglot_notebook", "tags"], Saved("a1").Metadata.Select(field => field.Key));
        Python.Run($"import datetime, nbformat\nbook = nbformat.read(r'{Output}', 4)\nnbformat.validate(book)\nassert datetime.datetime.fromisoformat(book.metadata.papermill.start_time).tzinfo");

        await Run(options => options with { Notebook = Output });
        Assert.DoesNotContain("papermill", File.ReadAllText(Output), StringComparison.Ordinal);
    }

    private static DateTimeOffset Time(JsonNode? node) => DateTimeOffset.Parse(node!.GetValue<string>());
}
