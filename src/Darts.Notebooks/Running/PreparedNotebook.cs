using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Running;

/// <summary>A notebook that is ready to run: read and checked, with its parameters, without the marks of an earlier run.</summary>
internal sealed class PreparedNotebook
{
    private PreparedNotebook(RunOptions options, Notebook notebook)
    {
        Options = options;
        Notebook = notebook;
        ErrorMarkers.Remove(notebook);
        var given = options.Parameters.FirstOrDefault();
        if (given is not null && !notebook.IsCSharp)
            throw new UsageException($"{given}: parameters are set in C# notebooks; this one is written in {notebook.Language}.");
        Parameters = ParameterInjection.Inject(notebook, options.Parameters);
        var selected = options.Selection.Of(notebook);
        if (given is not null && !selected.Contains(ParameterDeclarations.CellIndex(notebook)))
            throw new UsageException($"{given}: the cell tagged \"{ParameterDeclarations.Tag}\" is not among the cells to run, so the value would be lost.");
        Cells = [.. CellTitle.Of(notebook).OrderBy(title => title.Key).Select(title => Run(title.Key, title.Value))];

        CellRun Run(int index, CellTitle title) => new(notebook.Cells[index], title, selected.Contains(index));
    }

    public RunOptions Options { get; }

    public Notebook Notebook { get; }

    /// <summary>The values of the parameters that were set.</summary>
    public JsonObject Parameters { get; }

    /// <summary>The code cells in their order.</summary>
    public IReadOnlyList<CellRun> Cells { get; }

    /// <summary>Reads a notebook for a run and says now, and not after an hour, what is wrong with what was asked.</summary>
    /// <exception cref="UsageException">The kernel, a parameter or the selection does not fit the notebook.</exception>
    /// <exception cref="NotebookFormatException">The file is no notebook.</exception>
    /// <exception cref="IOException">The notebook cannot be read.</exception>
    public static PreparedNotebook Of(RunOptions options) => Of(options, Notebook.Read(options.Notebook));

    /// <summary>The same for a notebook that is read.</summary>
    public static PreparedNotebook Of(RunOptions options, Notebook notebook)
    {
        if (options.KernelName is null && !notebook.IsCSharp)
        {
            var (kernel, language) = (notebook.KernelName ?? "not named", notebook.Language);
            throw new UsageException($"its kernel is {kernel} and its language {language}; it runs with --kernel {notebook.KernelName ?? "NAME"}.");
        }
        return new PreparedNotebook(options, notebook);
    }
}
