using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Tests.Running;

public sealed class SelectedRuns : RunTest
{
    // a0 text, a1 code, a2 text, a3 code, a4 code, a5 text, a6 code, a7 text, a8 code.
    private static NotebookCell[] Cells() =>
    [
        Text("# Title"),
        Code("int n = 1;", "parameters", "quick"),
        Text("## Data\nwhere it comes from"),
        Code("n + 1", "quick"),
        Code("n + 2", "slow"),
        Text("### A detail"),
        Code("n + 3", "slow", "extra"),
        Text("## Results"),
        Code("n + 4"),
    ];

    [Theory]
    [InlineData(null, null, "1 2 3 4 5")]
    [InlineData("2", null, "2 3 4 5")]
    [InlineData(null, "2", "1 2")]
    [InlineData("2", "2", "2")]
    [InlineData("a4", "a6", "3 4")]
    [InlineData("a5", null, "4 5")]
    [InlineData("slow", "slow", "3 4")]
    [InlineData("data", "Data", "2 3 4")]
    [InlineData("## Data", null, "2 3 4 5")]
    [InlineData("A detail", "A detail", "4")]
    [InlineData("Title", "Title", "1 2 3 4 5")]
    [InlineData(null, "Results", "1 2 3 4 5")]
    public void A_place_is_a_number_an_id_a_tag_or_a_section(string? from, string? to, string numbers) =>
        Assert.Equal(numbers, Selected(new CellSelection { From = from, To = to }));

    [Theory]
    [InlineData("quick", "", "1 2")]
    [InlineData("quick extra", "", "1 2 4")]
    [InlineData("", "slow", "1 2 5")]
    [InlineData("slow", "extra", "3")]
    public void Tags_choose_and_leave_out(string only, string skip, string numbers) =>
        Assert.Equal(numbers, Selected(new CellSelection { Only = Words(only), Skip = Words(skip) }));

    [Theory]
    [InlineData("9", null, "--from 9: the notebook has no such cell")]
    [InlineData("0", null, "1 to 5")]
    [InlineData(null, "Reslts", "Did you mean Results?")]
    [InlineData("Results", "2", "the end comes before the beginning")]
    public void A_place_that_is_not_there_is_refused(string? from, string? to, string reason) =>
        Assert.Contains(reason, Assert.Throws<UsageException>(() => Selected(new CellSelection { From = from, To = to })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "slwo", "--skip slwo: no code cell has this tag. Did you mean slow? Tags are: extra, parameters, quick, slow.")]
    [InlineData("smoke", "", "--only smoke")]
    public void A_tag_that_no_notebook_has_is_refused(string only, string skip, string reason)
    {
        Write(Cells());
        var selection = new CellSelection { Only = Words(only), Skip = Words(skip) };

        Assert.Contains(reason, Assert.Throws<UsageException>(() => selection.CheckTags([Notebook.Read(Folder.File("book/x.ipynb"))])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Injected_values_go_with_the_cell_that_declares_them_and_are_not_lost_in_silence()
    {
        Write(Cells());
        var given = Options() with { Parameters = [new GivenParameter("n", new ParameterValue.Word("5"), "-p")] };

        var quick = PreparedNotebook.Of(given with { Selection = new CellSelection { Only = ["quick"] } });
        Assert.Equal(["a1", "injected-parameters", "a3"], quick.Cells.Where(cell => cell.IsSelected).Select(cell => cell.Cell.Id));
        Assert.Equal("[2/5]", quick.Cells[2].Title.ToString()[..5]);

        var refused = Assert.Throws<UsageException>(() => PreparedNotebook.Of(given with { Selection = new CellSelection { From = "2" } }));
        Assert.StartsWith("-p n 5: the cell tagged \"parameters\" is not among the cells to run", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_that_are_not_run_keep_what_they_have()
    {
        var cells = Cells();
        cells[4].Outputs = [JsonNode.Parse("""{"name": "stdout", "output_type": "stream", "text": ["of an earlier run\n"]}""")];
        cells[4].ExecutionCount = 17;
        cells[3].Outputs = [JsonNode.Parse("""{"name": "stdout", "output_type": "stream", "text": ["of an earlier run\n"]}""")];

        var result = await Run(cells, options => options with { Selection = new CellSelection { Only = ["quick"] } });

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal(("of an earlier run\n", 17), (Printed("a4"), Saved("a4").ExecutionCount));
        Assert.Equal(("", 2), (Printed("a3"), Saved("a3").ExecutionCount));
        Assert.Null(Saved("a8").ExecutionCount);
    }

    private string Selected(CellSelection selection)
    {
        Write(Cells());
        return string.Join(' ', PreparedNotebook.Of(Options() with { Selection = selection }).Cells.Where(cell => cell.IsSelected).Select(cell => cell.Title.Number));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
