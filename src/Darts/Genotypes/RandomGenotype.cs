using Darts.Cells;
using Darts.Operations;
using Darts.Runtime;

namespace Darts.Genotypes;

/// <summary>Random architectures of the space that a search chooses from: the baseline of the paper (section 3.3).</summary>
public static class RandomGenotype
{
    private const int EdgesPerNode = 2;

    /// <summary>Draws both cells: every node has two edges from different earlier states, each with an operation that is not zero, all uniform.</summary>
    /// <param name="seed">The seed; the same one gives the same architecture.</param>
    /// <param name="operations">The candidate operations; the paper's when null.</param>
    /// <param name="nodes">Nodes of a cell.</param>
    /// <param name="concatenatedNodes">How many of the last nodes make the output; all when null.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static Genotype Draw(long seed, OperationSet? operations = null, int nodes = 4, int? concatenatedNodes = null)
    {
        var topology = new CellTopology(nodes);
        var concatenated = concatenatedNodes ?? nodes;
        if (concatenated < 1 || concatenated > nodes)
            throw new ArgumentException($"Concatenated nodes = {concatenated}: the cell has {nodes}.", nameof(concatenatedNodes));
        string[] names = [.. (operations ?? OperationSet.Darts).Where(operation => !operation.IsZero).Select(operation => operation.Name)];
        return new Genotype(Cell("normal"), Cell("reduction"));

        CellGenotype Cell(string kind)
        {
            var random = RandomStream.For(seed, $"random genotype/{kind}");
            var edges = new List<Edge>();
            for (var node = 0; node < nodes; node++)
            {
                foreach (var source in random.Permutation(CellTopology.EdgesInto(node)).Take(EdgesPerNode).Order())
                    edges.Add(new Edge(names[random.NextInt(names.Length)], source, CellTopology.StateOf(node)));
            }

            return new CellGenotype(edges, Enumerable.Range(topology.States - concatenated, concatenated));
        }
    }
}
