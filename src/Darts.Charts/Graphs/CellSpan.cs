using Darts.Genotypes;
using Darts.Search;

namespace Darts.Charts.Graphs;

/// <summary>A cell and the epochs in a row that derive it.</summary>
internal sealed record CellSpan(CellGenotype Cell, int First, int Last)
{
    public string Title => First == Last ? $"Epoch {First}" : $"Epochs {First} to {Last}";

    /// <summary>The cells of a search in order: the first, the last, and the longest of those between, at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<CellSpan> Of(IReadOnlyList<SearchEpoch> epochs, bool reduction, int most)
    {
        var spans = new List<CellSpan>();
        foreach (var epoch in epochs)
        {
            var cell = reduction ? epoch.Genotype.Reduction : epoch.Genotype.Normal;
            if (spans.Count > 0 && spans[^1].Cell == cell)
                spans[^1] = spans[^1] with { Last = epoch.Epoch };
            else
                spans.Add(new CellSpan(cell, epoch.Epoch, epoch.Epoch));
        }

        if (spans.Count <= most)
            return spans;
        var between = spans.Skip(1).SkipLast(1).OrderByDescending(span => span.Last - span.First).Take(most - 2).OrderBy(span => span.First);
        return [spans[0], .. between, spans[^1]];
    }
}
