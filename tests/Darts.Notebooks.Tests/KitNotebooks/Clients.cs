using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Running;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Tests.KitNotebooks;

/// <summary>The kit's notebooks with a client that no one here wrote.</summary>
public class Clients
{
    public static IEnumerable<TheoryDataRow<string>> Names() => ShippedNotebooks.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Nbclient_runs_it_unchanged_on_the_installed_kernel(string name)
    {
        using var folder = new TemporaryFolder();
        new KernelInstallation(folder.File("jupyter"), ".net-csharp").Install(".NET (C#)", replace: false);
        var file = ShippedNotebooks.File(name);

        // The parameter as papermill sets it: in a cell of its own after the one that declares it.
        var output = Python.Run($$"""
            import nbclient, nbformat
            book = nbformat.read(r'{{file}}', as_version=4)
            for cell in book.cells:
                if cell.cell_type == 'code':
                    cell.outputs, cell.execution_count = [], None
            declared = [i for i, cell in enumerate(book.cells) if 'parameters' in cell.metadata.get('tags', [])]
            assert len(declared) == 1, declared
            book.cells.insert(declared[0] + 1, nbformat.v4.new_code_cell('profile = "ci";', metadata={'tags': ['injected-parameters']}))
            place = {'path': r'{{Path.GetDirectoryName(file)}}'}
            nbclient.NotebookClient(book, timeout=300, kernel_name='.net-csharp', resources={'metadata': place}).execute()
            nbformat.validate(book)
            counts = [cell.execution_count for cell in book.cells if cell.cell_type == 'code' and cell.source.strip()]
            assert counts == list(range(1, len(counts) + 1)), counts
            assert any(cell.get('outputs') for cell in book.cells)
            print('all well')
            """, ("JUPYTER_DATA_DIR", folder.File("jupyter")));

        Assert.Contains("all well", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("01-continuous-relaxation.ipynb")]
    [InlineData("02-bilevel-search.ipynb")]
    public void Nbconvert_executes_it_on_the_installed_kernel(string name)
    {
        using var folder = new TemporaryFolder();
        new KernelInstallation(folder.File("jupyter"), ".net-csharp").Install(".NET (C#)", replace: false);
        var prepared = PreparedNotebook.Of(new RunOptions
        {
            Notebook = ShippedNotebooks.File(name),
            Output = folder.File(name),
            Parameters = [new GivenParameter("profile", new ParameterValue.Word("ci"), "-p")],
        });
        foreach (var run in prepared.Cells)
            (run.Cell.Outputs, run.Cell.ExecutionCount) = ([], null);
        prepared.Notebook.Save(folder.File(name));

        // Read from stdin, a notebook runs in the current folder, where kit.csx is.
        var output = Python.Run($$"""
            import os, subprocess, sys, nbformat
            os.chdir(r'{{Path.GetDirectoryName(ShippedNotebooks.File(name))}}')
            with open(r'{{folder.File(name)}}') as given:
                done = subprocess.run([sys.executable, '-m', 'nbconvert', '--execute', '--to', 'notebook', '--stdin', '--stdout'], stdin=given, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, done.stderr
            book = nbformat.reads(done.stdout, as_version=4)
            nbformat.validate(book)
            cells = [cell for cell in book.cells if cell.cell_type == 'code' and cell.source.strip()]
            assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
            assert any('injected-parameters' in cell.metadata.get('tags', []) for cell in cells)
            assert any('application/vnd.plotly.v1+json' in output.get('data', {}) for cell in cells for output in cell.outputs)
            assert 'holds: ' in ''.join(output.get('text', '') for output in cells[-1].outputs)
            print('all well')
            """, ("JUPYTER_DATA_DIR", folder.File("jupyter")));

        Assert.Contains("all well", output, StringComparison.Ordinal);
    }
}
