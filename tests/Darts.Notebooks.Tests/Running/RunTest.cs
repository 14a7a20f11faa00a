using Darts.Notebooks.Documents;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Tests.Running;

/// <summary>A folder with a notebook of few cells, and runs of it on the engine's own kernel.</summary>
public abstract class RunTest : IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    private protected string Output => Folder.File("runs/x.ipynb");

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static NotebookCell Code(string source, params string[] tags) => NotebookCell.Code("unset", source, tags);

    private protected static NotebookCell Text(string source) => NotebookCell.Markdown("unset", source);

    /// <summary>Writes a notebook of these cells, whose ids are a0, a1, ..., and runs it.</summary>
    private protected async Task<RunResult> Run(NotebookCell[] cells, Func<RunOptions, RunOptions>? change = null)
    {
        Write(cells);
        return await Run(change ?? (same => same));
    }

    /// <summary>Runs the notebook that was written last.</summary>
    private protected Task<RunResult> Run(Func<RunOptions, RunOptions> change) =>
        new NotebookRunner(PreparedNotebook.Of(change(Options())), new RecordedProgress()).RunAsync();

    private protected RunOptions Options() => new() { Notebook = Folder.File("book/x.ipynb"), Output = Output };

    private protected void Write(params NotebookCell[] cells)
    {
        var notebook = Notebook.Create();
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i].Node["id"] = $"a{i}";
            notebook.Insert(i, cells[i]);
        }
        notebook.Save(Folder.File("book/x.ipynb"));
    }

    /// <summary>A cell of the executed notebook.</summary>
    private protected NotebookCell Saved(string id) => Notebook.Read(Output).Cells.Single(cell => cell.Id == id);

    /// <summary>What the cell printed on one stream or on both.</summary>
    private protected string Printed(string id) =>
        string.Concat(Saved(id).Outputs.Where(output => output!["output_type"]!.GetValue<string>() == "stream").Select(output => MultilineText.Join(output!["text"])));

    private protected string[] Errors(string id) =>
        [.. Saved(id).Outputs.Where(output => output!["output_type"]!.GetValue<string>() == "error").Select(output => output!["ename"]!.GetValue<string>())];
}
