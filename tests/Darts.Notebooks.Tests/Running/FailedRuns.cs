using System.Xml.Linq;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Reports;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Tests.Running;

public sealed class FailedRuns : RunTest
{
    private static NotebookCell[] Cells() =>
    [
        Text("# One"),
        Code("1"),
        Text("## Two <b>&"),
        Code("Console.WriteLine(\"\\u001b[31mbefore\\u001b[0m\\a\");\nthrow new Exception(\"a <bad> value\");"),
        Code("3", "skip-execution"),
        Code("Console.WriteLine(4);"),
    ];

    [Fact]
    public async Task A_failed_run_is_marked_timed_and_reported_as_papermill_does_and_a_second_run_is_marked_alike()
    {
        var result = await Run(Cells(), options => options with { RecordTiming = true });

        Assert.Equal(ExitCode.CellFailed, result.Code);
        Assert.Contains("a <bad> value\n   at cell 2, line 2", result.Problem, StringComparison.Ordinal);
        Assert.Equal(["System.Exception"], Errors("a3"));
        Assert.Null(Saved("a5").ExecutionCount);
        var saved = Notebook.Read(Output);
        Assert.Equal(["papermill-error-cell-link", "a0", "a1", "a2", "papermill-error-cell", "a3", "a4", "a5"], saved.Cells.Select(cell => cell.Id));
        var (link, anchor) = (saved.Cells[0], saved.Cells[4]);
        Assert.All([link, anchor], cell => Assert.Equal((CellKind.Markdown, "papermill-error-cell-tag"), (cell.Kind, Assert.Single(cell.Tags))));
        Assert.Contains("<a href=\"#papermill-error-cell\">[2/4] Two &lt;b&gt;&amp; (In [2])</a>: System.Exception: a &lt;bad&gt; value", link.Source, StringComparison.Ordinal);
        Assert.StartsWith("<span id=\"papermill-error-cell\" ", anchor.Source, StringComparison.Ordinal);

        Assert.Equal(["completed", "failed", null, "pending"], Times("status"));
        Assert.Equal(["false", "true", null, "null"], Times("exception"));
        Assert.Equal("true", saved.Metadata["papermill"]!["exception"]!.ToJsonString());
        CheckJUnit(result);

        // The marks of the first run are gone, and numbers and titles are the same.
        var first = File.ReadAllText(Output);
        var again = await Run(options => options with { Notebook = Output, Output = Folder.File("again.ipynb"), RecordTiming = true });
        Assert.Equal(ExitCode.CellFailed, again.Code);
        Assert.Equal(Untimed(first), Untimed(File.ReadAllText(Folder.File("again.ipynb"))));
        Python.Run($"import nbformat\nnbformat.validate(nbformat.read(r'{Output}', 4))");
    }

    [Fact]
    public async Task Errors_that_are_allowed_do_not_stop_the_run_and_are_all_marked()
    {
        var result = await Run([Code("throw new Exception(\"first\");"), Code("2"), Code("throw new Exception(\"second\");")], options => options with { AllowErrors = true });

        Assert.Equal(ExitCode.CellFailed, result.Code);
        Assert.Contains("first", result.Problem, StringComparison.Ordinal);
        Assert.Equal(["[1/3]", "[3/3]"], result.Failed.Select(cell => cell.ToString()[..5]));
        var saved = Notebook.Read(Output);
        Assert.Equal(["papermill-error-cell-link", "papermill-error-cell", "a0", "a1", "papermill-error-cell-2", "a2"], saved.Cells.Select(cell => cell.Id));
        Assert.Contains("href=\"#papermill-error-cell-2\"", saved.Cells[0].Source, StringComparison.Ordinal);
        Assert.Equal(2, saved.Cells[3].ExecutionCount);
    }

    [Fact]
    public void Marks_that_papermill_left_are_removed_also_when_no_cell_is_run()
    {
        Write(NotebookCell.Markdown("a", "<span>An error</span>", "papermill-error-cell-tag"), Code("1"));

        Assert.Equal(["a1"], PreparedNotebook.Of(Options()).Notebook.Cells.Select(cell => cell.Id));
    }

    private static void CheckJUnit(RunResult result)
    {
        var root = XDocument.Parse(System.Text.Encoding.UTF8.GetString(JUnitReport.Of([result]))).Root!;
        var suite = Assert.Single(root.Elements("testsuite"));
        foreach (var element in (XElement[])[root, suite])
            Assert.Equal(["4", "1", "0", "2"], ((string[])["tests", "failures", "errors", "skipped"]).Select(name => (string)element.Attribute(name)!));
        var cases = suite.Elements("testcase").ToList();
        Assert.Equal(["[1/4] One", "[2/4] Two <b>&", "[3/4] Two <b>&", "[4/4] Two <b>&"], cases.Select(item => (string)item.Attribute("name")!));
        var failure = cases[1].Element("failure")!;
        Assert.Equal(("System.Exception", "System.Exception: a <bad> value"), ((string)failure.Attribute("type")!, (string)failure.Attribute("message")!));
        Assert.Contains("at cell 2, line 2", failure.Value, StringComparison.Ordinal);
        // Colours and a bell: XML can say neither.
        Assert.Equal("before\n", cases[1].Element("system-out")!.Value);
        Assert.Equal(["left out", "not reached"], cases.Skip(2).Select(item => (string)item.Element("skipped")!.Attribute("message")!));
        Assert.All(cases, item => Assert.Matches(@"^\d+\.\d{3}$", (string)item.Attribute("time")!));
    }

    private string?[] Times(string key) =>
        [.. ((string[])["a1", "a3", "a4", "a5"]).Select(id => Saved(id).Metadata["papermill"] is { } times ? times[key]?.ToJsonString().Trim('"') ?? "null" : null)];

    private string Untimed(string text) => System.Text.RegularExpressions.Regex
        .Replace(text, "\"(start_time|end_time|duration|input_path|output_path)\": [^\n]*", "\"$1\"")
        .Replace(Folder.Path, "", StringComparison.Ordinal);
}
