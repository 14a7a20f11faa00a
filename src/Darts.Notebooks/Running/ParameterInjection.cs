using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Running;

/// <summary>Puts parameter values into a notebook as papermill does: in a cell of its own after the one that declares them.</summary>
internal static class ParameterInjection
{
    public const string Tag = "injected-parameters";

    /// <summary>Adds the cell, or replaces the one of an earlier run.</summary>
    /// <exception cref="UsageException">A name is not a parameter's, or a value is not of its type.</exception>
    public static void Inject(Notebook notebook, IReadOnlyCollection<(string Name, string Value)> values)
    {
        if (values.Count == 0)
            return;
        var source = ParameterValues.Assignments(ParameterDeclarations.Read(notebook), values);
        for (var i = notebook.Cells.Count - 1; i >= 0; i--)
        {
            if (notebook.Cells[i].HasTag(Tag))
                notebook.RemoveAt(i);
        }
        notebook.Insert(ParameterDeclarations.CellIndex(notebook) + 1, NotebookCell.Code(FreeId(notebook), source, Tag));
    }

    private static string FreeId(Notebook notebook)
    {
        var taken = notebook.Cells.Select(cell => cell.Id).ToHashSet(StringComparer.Ordinal);
        var id = Tag;
        for (var n = 2; taken.Contains(id); n++)
            id = $"{Tag}-{n}";
        return id;
    }
}
