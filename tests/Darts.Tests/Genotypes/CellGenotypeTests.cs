using Darts.Genotypes;

namespace Darts.Tests.Genotypes;

public class CellGenotypeTests
{
    [Fact]
    public void Edges_are_kept_node_by_node_and_compared_by_content()
    {
        Edge[] edges = [new("c", 0, 3), new("a", 1, 2), new("d", 2, 3), new("b", 0, 2)];
        var cell = new CellGenotype(edges, [2, 3]);
        Assert.Equal(["a", "b", "c", "d"], cell.Edges.Select(edge => edge.Operation));
        Assert.Equal(["c", "d"], cell.EdgesInto(3).Select(edge => edge.Operation));
        Assert.Equal((2, 1), (cell.Nodes, cell.Count("a")));
        Assert.Equal(new CellGenotype(cell.Edges, [2, 3]), cell);
        Assert.NotEqual(new CellGenotype(edges, [3, 2]), cell);
        Assert.NotEqual(new CellGenotype(edges[..3], [2, 3]), cell);
        Assert.False(cell.Equals(null));
    }

    [Theory]
    [InlineData("a", 2, 2)]
    [InlineData("a", 3, 2)]
    [InlineData("a", -1, 2)]
    [InlineData("a", 0, 1)]
    [InlineData("", 0, 2)]
    [InlineData(" ", 0, 2)]
    [InlineData("it's", 0, 2)]
    [InlineData("a\nb", 0, 2)]
    public void An_edge_that_breaks_a_rule_is_refused(string operation, int from, int to) =>
        Assert.Throws<ArgumentException>(() => new CellGenotype([new("b", 0, 2), new(operation, from, to)], [2]));

    [Theory]
    [InlineData(new int[0], "Concat is empty")]
    [InlineData(new[] { 0, 2 }, "Concat holds 0")]
    [InlineData(new[] { 2, 2 }, "Concat = [2, 2]: every state appears once")]
    [InlineData(new[] { 3 }, "none of these nodes has an edge")]
    public void A_concatenation_that_breaks_a_rule_is_refused(int[] concat, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new CellGenotype([new("a", 0, 2)], concat)).Message, StringComparison.Ordinal);
}
