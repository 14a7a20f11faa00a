using Darts.Cells;
using Darts.Genotypes;
using Darts.Operations;

namespace Darts.Tests.Genotypes;

/// <summary>Section 2.4 of the paper beyond the golden cases: other nodes, other operations, other numbers of edges.</summary>
public class DerivationTests
{
    private static readonly OperationSet Three = OperationSet.Darts.Without("max_pool_3x3", "avg_pool_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5");

    [Fact]
    public void A_cell_of_one_node_keeps_both_inputs_strongest_first() =>
        Assert.Equal(new CellGenotype([new("sep_conv_3x3", 1, 2), new("skip_connect", 0, 2)], [2]),
            Derivation.Derive(Alphas(1, [0, 0.5, 0.1], [0, 0.1, 0.6])));

    [Fact]
    public void None_never_wins_and_its_weight_weakens_the_edge() =>
        Assert.Equal([new Edge("skip_connect", 0, 2), new Edge("sep_conv_3x3", 1, 2)],
            Derivation.Derive(Alphas(1, [0.2, 0.5, 0.3], [0.9, 0.04, 0.06])).Edges);

    [Fact]
    public void Equal_strengths_keep_the_lower_source_and_the_first_operation() =>
        Assert.Equal([new Edge("skip_connect", 0, 2), new Edge("skip_connect", 1, 2), new Edge("skip_connect", 0, 3), new Edge("skip_connect", 1, 3)],
            Derivation.Derive(Alphas(2, [0, 0.5, 0.5], [0, 0.5, 0.5], [0, 0.5, 0.5], [0, 0.5, 0.5], [0, 0.5, 0.5])).Edges);

    [Fact]
    public void One_edge_a_node_and_the_last_nodes_alone_where_asked_for() =>
        Assert.Equal(new CellGenotype([new("sep_conv_3x3", 1, 2), new("skip_connect", 2, 3)], [3]),
            Derivation.Derive(Alphas(2, [0, 0.5, 0.1], [0, 0.1, 0.6], [0, 0.1, 0.1], [0, 0.2, 0.3], [0, 0.7, 0.1]), edgesPerNode: 1, concatenatedNodes: 1));

    [Theory]
    [InlineData(0, null, "Edges per node = 0")]
    [InlineData(3, null, "Edges per node = 3")]
    [InlineData(2, 0, "Concatenated nodes = 0")]
    [InlineData(2, 2, "Concatenated nodes = 2: the cell has 1")]
    public void Numbers_out_of_range_are_named(int edges, int? concatenated, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => Derivation.Derive(Alphas(1, [0, 1, 0], [0, 1, 0]), edges, concatenated)).Message, StringComparison.Ordinal);

    [Fact]
    public void Alphas_of_another_shape_than_the_cell_are_refused() =>
        Assert.Contains("2x3", Assert.Throws<ArgumentException>(() => Alphas(2, [0, 1, 0], [0, 1, 0])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 14)]
    [InlineData(8, 44)]
    public void Edges_are_numbered_node_by_node(int nodes, int edges)
    {
        var topology = new CellTopology(nodes);
        Assert.Equal(edges, topology.Edges);
        Assert.Equal(Enumerable.Range(0, edges),
            Enumerable.Range(0, nodes).SelectMany(node => Enumerable.Range(0, CellTopology.EdgesInto(node)).Select(source => CellTopology.EdgeIndex(node, source))));
    }

    private static CellAlphas Alphas(int nodes, params double[][] rows)
    {
        var weights = new double[rows.Length, Three.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < Three.Count; j++)
                weights[i, j] = rows[i][j];
        }

        return new CellAlphas(Three, new CellTopology(nodes), weights, weights);
    }
}
