using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Running.Parameters;

/// <summary>Puts parameter values into a notebook as papermill does: in a cell of its own after the one that declares them.</summary>
internal static class ParameterInjection
{
    public const string Tag = "injected-parameters";

    /// <summary>Adds the cell, or replaces the one of an earlier run. It assigns and does not declare, so the notebook's types hold.</summary>
    /// <param name="notebook">The notebook; without values it is left alone.</param>
    /// <param name="values">The values; of several for one name the last counts.</param>
    /// <returns>The values as the notebook's types, for its metadata.</returns>
    /// <exception cref="UsageException">A name is not a parameter's, or a value is not of its type.</exception>
    public static JsonObject Inject(Notebook notebook, IReadOnlyCollection<GivenParameter> values)
    {
        var injected = new JsonObject();
        if (values.Count == 0)
            return injected;
        var declared = ParameterDeclarations.Read(notebook);
        var code = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var given in values)
        {
            var value = TypedValues.Read(Find(declared, given), given);
            code[given.Name] = value.Code;
            injected[given.Name] = value.Json;
        }
        for (var i = notebook.Cells.Count - 1; i >= 0; i--)
        {
            if (notebook.Cells[i].HasTag(Tag))
                notebook.RemoveAt(i);
        }
        var source = string.Join('\n', code.Select(line => $"{line.Key} = {line.Value};").Prepend("// Parameters"));
        notebook.Insert(ParameterDeclarations.CellIndex(notebook) + 1, NotebookCell.Code(notebook.FreeId(Tag), source, Tag));
        return injected;
    }

    private static Parameter Find(IReadOnlyList<Parameter> declared, GivenParameter given)
    {
        if (declared.FirstOrDefault(parameter => parameter.Name == given.Name) is { } found)
            return found;
        if (declared.Count == 0)
            throw new UsageException($"{given}: the notebook has no parameters (no cell tagged \"{ParameterDeclarations.Tag}\" that declares variables).");
        string[] names = [.. declared.Select(parameter => parameter.Name)];
        throw new UsageException($"{given}: the notebook has no parameter of this name.{Spelling.DidYouMean(given.Name, names)} It has {string.Join(", ", names)}.");
    }
}
