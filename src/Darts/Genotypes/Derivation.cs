using Darts.Cells;

namespace Darts.Genotypes;

/// <summary>From alphas to a discrete cell (section 2.4 of the paper).</summary>
public static class Derivation
{
    /// <summary>
    /// The strength of an edge is its largest weight among the operations that are not zero; every node keeps its strongest edges, in order
    /// of decreasing strength (equal strength: lower source first), each with its best operation that is not zero (equal: first column).
    /// </summary>
    /// <remarks>Edges are ranked by weights, not by logits: every edge has its own denominator.</remarks>
    /// <param name="alphas">The alphas of the cell.</param>
    /// <param name="edgesPerNode">Edges that a node keeps: 2 in the paper's image cells.</param>
    /// <param name="concatenatedNodes">How many of the last nodes make the output; all when null.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static CellGenotype Derive(CellAlphas alphas, int edgesPerNode = 2, int? concatenatedNodes = null)
    {
        ArgumentNullException.ThrowIfNull(alphas);
        var topology = alphas.Topology;
        var concatenated = concatenatedNodes ?? topology.Nodes;
        if (edgesPerNode is < 1 or > CellTopology.Inputs)
            throw new ArgumentException($"Edges per node = {edgesPerNode}: the first node has {CellTopology.Inputs} edges, so 1 or 2 can be kept.", nameof(edgesPerNode));
        if (concatenated < 1 || concatenated > topology.Nodes)
            throw new ArgumentException($"Concatenated nodes = {concatenated}: the cell has {topology.Nodes}.", nameof(concatenatedNodes));

        var edges = new List<Edge>();
        for (var node = 0; node < topology.Nodes; node++)
        {
            edges.AddRange(alphas.StrongestInto(CellTopology.StateOf(node)).Take(edgesPerNode)
                .Select(edge => new Edge(alphas.Names[edge.operation], edge.source, CellTopology.StateOf(node))));
        }

        return new CellGenotype(edges, Enumerable.Range(topology.States - concatenated, concatenated));
    }
}
