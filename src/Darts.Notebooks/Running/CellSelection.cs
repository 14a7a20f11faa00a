using Darts.Notebooks.Documents;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Running;

/// <summary>Which code cells of a notebook are run.</summary>
internal sealed record CellSelection
{
    /// <summary>nbclient's tag for cells that are never run.</summary>
    public const string SkipExecution = "skip-execution";

    /// <summary>The place to begin at, with that cell; null is the first cell.</summary>
    public string? From { get; init; }

    /// <summary>The place to end at, with that cell; null is the last cell.</summary>
    public string? To { get; init; }

    /// <summary>Only cells with one of these tags; empty is all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>No cells with one of these tags.</summary>
    public IReadOnlyList<string> Skip { get; init; } = [];

    /// <summary>Refuses a tag that no cell of any of the notebooks has: it is misspelt, and what it should have left out would run.</summary>
    /// <exception cref="UsageException">There is such a tag.</exception>
    public void CheckTags(IReadOnlyList<Notebook> notebooks)
    {
        var cells = notebooks.SelectMany(notebook => notebook.Cells).Where(cell => cell.Kind == CellKind.Code);
        var known = cells.SelectMany(cell => cell.Tags).Distinct().Order(StringComparer.Ordinal).ToList();
        var tags = known.Count > 0 ? string.Join(", ", known) : "none";
        foreach (var (option, tag) in Only.Select(tag => ("--only", tag)).Concat(Skip.Select(tag => ("--skip", tag))))
        {
            if (!known.Contains(tag))
                throw new UsageException($"{option} {tag}: no code cell has this tag.{Spelling.DidYouMean(tag, known)} Tags are: {tags}.");
        }
    }

    /// <summary>The indices of the code cells to run.</summary>
    /// <exception cref="UsageException">A place is not in the notebook, or the end comes before the beginning.</exception>
    public IReadOnlySet<int> Of(Notebook notebook)
    {
        var first = From is null ? 0 : CellPlace.Find(notebook, From, "--from").First;
        var last = To is null ? notebook.Cells.Count - 1 : CellPlace.Find(notebook, To, "--to").Last;
        if (last < first && notebook.Cells.Count > 0)
            throw new UsageException($"--from {From} --to {To}: the end comes before the beginning.");
        var selected = Enumerable.Range(0, notebook.Cells.Count).Where(i => i >= first && i <= last && IsSelected(notebook.Cells[i])).ToHashSet();
        // Injected values belong to the cell that declares them.
        var declaring = ParameterDeclarations.CellIndex(notebook);
        var injected = notebook.Cells.ToList().FindIndex(cell => cell.HasTag(ParameterInjection.Tag));
        if (declaring >= 0 && injected >= 0)
        {
            selected.Remove(injected);
            if (selected.Contains(declaring))
                selected.Add(injected);
        }
        return selected;
    }

    private bool IsSelected(NotebookCell cell) =>
        cell.Kind == CellKind.Code
        && cell.Source.Trim().Length > 0
        && !cell.HasTag(SkipExecution)
        && (Only.Count == 0 || Only.Any(cell.HasTag))
        && !Skip.Any(cell.HasTag);
}
