using Darts.Cells;
using Darts.Charts.Graphs;
using Darts.Genotypes;
using Darts.Recurrent;
using Darts.Search;

namespace Darts.Charts;

/// <summary>
/// Cells as graphs, from left to right as in the paper's figures 4 to 6: the inputs c_{k-2} and c_{k-1}, the nodes, the output c_{k}, and every
/// operation on its edge in its own colour. Labels never overlap, edges pass through no box, and every text has at least 11 px where a notebook
/// shows the picture 900 px wide.
/// </summary>
/// <example><code>CellGraph.Draw(PublishedGenotypes.DartsV2)</code></example>
public static class CellGraph
{
    /// <summary>Draws both cells of an architecture.</summary>
    /// <param name="genotype">The architecture.</param>
    /// <param name="title">What stands above the cells; nothing when null.</param>
    public static SvgPicture Draw(Genotype genotype, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(genotype);
        return CellPicture.Draw(title ?? "", genotype.ToString(), [CellSketch.Of("Normal cell", genotype.Normal), CellSketch.Of("Reduction cell", genotype.Reduction)]);
    }

    /// <summary>Draws both cells of a published architecture under its name and the error its authors report.</summary>
    /// <param name="published">The architecture.</param>
    public static SvgPicture Draw(PublishedGenotype published)
    {
        ArgumentNullException.ThrowIfNull(published);
        var error = published.TestError is { } percent ? $", CIFAR-10 test error {percent:0.00} %" : "";
        return Draw(published.Genotype, published.Name + error);
    }

    /// <summary>Draws one cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="title">What stands above it; nothing when null.</param>
    public static SvgPicture Draw(CellGenotype cell, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return CellPicture.Draw("", $"Cell: {Edges(cell)}", [CellSketch.Of(title ?? "", cell)]);
    }

    /// <summary>Draws a recurrent cell: input and hidden state make state 0, every node takes one state before it, the output is a mean.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="title">What stands above it; nothing when null.</param>
    public static SvgPicture Draw(RecurrentGenotype cell, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return CellPicture.Draw("", cell.ToString(), [CellSketch.Of(title ?? "", cell)]);
    }

    /// <summary>Draws a published recurrent cell under its name and the perplexity its authors report.</summary>
    /// <param name="published">The cell.</param>
    public static SvgPicture Draw(PublishedRecurrentGenotype published)
    {
        ArgumentNullException.ThrowIfNull(published);
        return Draw(published.Genotype, $"{published.Name}, Penn Treebank test perplexity {published.TestPerplexity:0.0}");
    }

    /// <summary>
    /// Draws a cell in the middle of a search: every edge with its strongest operation that is not zero, the width of the line by that operation's
    /// weight. Edges that <see cref="Derivation.Derive"/> would drop are dashed.
    /// </summary>
    /// <param name="alphas">The cell's alphas.</param>
    /// <param name="title">What stands above it; nothing when null.</param>
    public static SvgPicture Draw(CellAlphas alphas, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(alphas);
        var sketch = CellSketch.Of(title ?? "", alphas);
        var text = $"Relaxed cell: {string.Join(", ", sketch.Edges.Select(edge => $"{edge.Label} {CellSketch.StateName(edge.From)} to {CellSketch.StateName(edge.To)}"))}";
        return CellPicture.Draw("", text, [sketch]);
    }

    /// <summary>Draws both relaxed cells of an epoch, as <see cref="Draw(CellAlphas, string?)"/> does.</summary>
    /// <param name="epoch">The epoch.</param>
    public static SvgPicture Draw(SearchEpoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return CellPicture.Draw($"Epoch {epoch.Epoch} of {epoch.Epochs}", epoch.ToString(),
            [CellSketch.Of("Normal cell", epoch.Normal), CellSketch.Of("Reduction cell", epoch.Reduction)]);
    }

    /// <summary>Draws several cells in one picture, side by side where there is room, with one legend.</summary>
    /// <param name="cells">What stands above each cell, and the cell.</param>
    /// <param name="title">What stands above all of them; nothing when null.</param>
    /// <exception cref="ArgumentException">There is no cell.</exception>
    public static SvgPicture Compare(IReadOnlyList<(string Title, CellGenotype Cell)> cells, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 0)
            throw new ArgumentException("0 cells: a picture needs at least 1.", nameof(cells));
        return CellPicture.Draw(title ?? "", Lines(cells), [.. cells.Select(item => CellSketch.Of(item.Title, item.Cell))]);
    }

    /// <summary>
    /// The cell that each epoch's alphas derive, one below the other from the first epoch to the last. Epochs in a row that derive the same cell
    /// are one picture, so that it shows when the search changed its mind.
    /// </summary>
    /// <param name="epochs">The epochs of one search.</param>
    /// <param name="reduction">The reduction cell instead of the normal one.</param>
    /// <param name="most">At most so many cells: the first, the last, and between them those that stood longest.</param>
    /// <exception cref="ArgumentException">There is no epoch, or <paramref name="most"/> is less than 2.</exception>
    public static SvgPicture Strip(IReadOnlyList<SearchEpoch> epochs, bool reduction = false, int most = 5)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        if (epochs.Count == 0)
            throw new ArgumentException("0 epochs: a strip of cells needs at least 1; run the search first.", nameof(epochs));
        if (most < 2)
            throw new ArgumentException($"most = {most}: a strip has at least 2 cells, the first and the last.", nameof(most));
        var spans = CellSpan.Of(epochs, reduction, most);
        return Compare([.. spans.Select(span => (span.Title, span.Cell))], $"{(reduction ? "Reduction" : "Normal")} cell over the search");
    }

    /// <summary>The graph in the language of Graphviz, for people who want a layout of their own.</summary>
    /// <param name="genotype">The architecture; its cells become two clusters.</param>
    public static string ToDot(Genotype genotype)
    {
        ArgumentNullException.ThrowIfNull(genotype);
        return DotText.Write(genotype);
    }

    /// <summary>The graph in the language of Graphviz, for people who want a layout of their own.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="name">The name of the graph.</param>
    public static string ToDot(CellGenotype cell, string name = "cell")
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(name);
        return DotText.Write(cell, name);
    }

    private static string Lines(IEnumerable<(string Title, CellGenotype Cell)> cells) => string.Join('\n', cells.Select(item => $"{item.Title}: {Edges(item.Cell)}"));

    private static string Edges(CellGenotype cell) =>
        string.Join(", ", cell.Edges.Select(edge => $"{edge.Operation} {CellSketch.StateName(edge.From)} to {CellSketch.StateName(edge.To)}"));
}
