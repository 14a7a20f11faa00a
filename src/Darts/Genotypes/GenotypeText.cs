using System.Collections.Immutable;

namespace Darts.Genotypes;

/// <summary>Writes the text form of a genotype; see <see cref="Genotype.ToString"/>.</summary>
internal static class GenotypeText
{
    public static string Write(Genotype genotype)
    {
        var triples = !HasTwoEdgesANode(genotype.Normal) || !HasTwoEdgesANode(genotype.Reduction);
        return $"Genotype(normal={Edges(genotype.Normal, triples)}, normal_concat={Concat(genotype.Normal.Concat)}, " +
               $"reduce={Edges(genotype.Reduction, triples)}, reduce_concat={Concat(genotype.Reduction.Concat)})";
    }

    private static bool HasTwoEdgesANode(CellGenotype cell) =>
        Enumerable.Range(2, cell.Nodes).All(state => cell.EdgesInto(state).Count() == 2);

    private static string Edges(CellGenotype cell, bool triples) =>
        $"[{string.Join(", ", cell.Edges.Select(edge => triples ? $"('{edge.Operation}', {edge.To}, {edge.From})" : $"('{edge.Operation}', {edge.From})"))}]";

    public static string Concat(ImmutableArray<int> states) =>
        states.SequenceEqual(Enumerable.Range(states[0], states.Length))
            ? $"range({states[0]}, {states[^1] + 1})"
            : $"[{string.Join(", ", states)}]";
}
