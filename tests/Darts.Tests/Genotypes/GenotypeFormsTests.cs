using Darts.Genotypes;

namespace Darts.Tests.Genotypes;

/// <summary>The text and the JSON form of a genotype, both ways.</summary>
public class GenotypeFormsTests
{
    // The line of the authors' genotypes.py.
    private const string DartsV2 =
        "DARTS_V2 = Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), "
        + "('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), "
        + "('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])";

    public static TheoryData<string> Published() => [.. PublishedGenotypes.All.Select(cell => cell.Name)];

    [Theory]
    [MemberData(nameof(Published))]
    public void Every_published_genotype_comes_back_from_text_and_from_json(string name)
    {
        var genotype = PublishedGenotypes.Find(name).Genotype;
        Assert.Equal(genotype, Genotype.Parse(genotype.ToString()));
        Assert.Equal(genotype, Genotype.Parse(genotype.ToJson()));
        Assert.Equal(genotype.GetHashCode(), Genotype.Parse(genotype.ToJson()).GetHashCode());
    }

    [Fact]
    public void The_authors_line_is_read_with_and_without_its_name()
    {
        Assert.Equal(PublishedGenotypes.DartsV2, Genotype.Parse(DartsV2));
        Assert.Equal(PublishedGenotypes.DartsV2, Genotype.Parse(DartsV2["DARTS_V2 = ".Length..]));
        Assert.Equal(DartsV2["DARTS_V2 = ".Length..].Replace("[2, 3, 4, 5]", "range(2, 6)", StringComparison.Ordinal), PublishedGenotypes.DartsV2.ToString());
    }

    [Fact]
    public void Pythons_other_ways_of_writing_it_are_read()
    {
        var text = DartsV2.Replace("'", "\"", StringComparison.Ordinal).Replace("[2, 3, 4, 5]", "range( 2 , 6 )", StringComparison.Ordinal)
            .Replace(", (", ",\n   (", StringComparison.Ordinal).Replace(")],", "),],", StringComparison.Ordinal);
        Assert.Equal(PublishedGenotypes.DartsV2, Genotype.Parse($"  {text[..^1]},\n)\n"));
    }

    [Fact]
    public void Cells_with_another_number_of_edges_a_node_are_written_as_triples()
    {
        var cell = new CellGenotype([new("none_such", 0, 2), new("a", 1, 3), new("b", 2, 3), new("c", 0, 3)], [3]);
        var genotype = new Genotype(cell, PublishedGenotypes.DartsV1.Reduction);
        Assert.StartsWith("Genotype(normal=[('none_such', 2, 0), ('a', 3, 1), ('b', 3, 2), ('c', 3, 0)], normal_concat=range(3, 4), reduce=[('max_pool_3x3', 2, 0), ", genotype.ToString(), StringComparison.Ordinal);
        Assert.Equal(genotype, Genotype.Parse(genotype.ToString()));
        Assert.Equal(genotype, Genotype.Parse(genotype.ToJson()));
    }

    [Fact]
    public void A_concatenation_with_gaps_comes_back()
    {
        var cell = new CellGenotype([new("a", 0, 2), new("b", 1, 2), new("c", 0, 3), new("d", 1, 3), new("e", 0, 4), new("f", 2, 4)], [4, 2]);
        var genotype = new Genotype(cell, cell);
        Assert.Contains("normal_concat=[4, 2]", genotype.ToString(), StringComparison.Ordinal);
        Assert.Equal(genotype, Genotype.Parse(genotype.ToString()));
        Assert.Equal(genotype, Genotype.Parse(genotype.ToJson()));
    }

    private const string Rest = ", normal_concat=[2], reduce=[('a', 0), ('b', 1)], reduce_concat=[2])";

    [Theory]
    [InlineData("", "character 1: expected 'Genotype('")]
    [InlineData("Genotyp(normal=[])", "expected 'Genotype('")]
    [InlineData("X = 3", "expected 'Genotype('")]
    [InlineData("Genotype", "character 9: expected '('")]
    [InlineData("Genotype(reduce=[('a', 0), ('b', 1)]", "character 16: expected 'normal='")]
    [InlineData("Genotype(normal=('a', 0)" + Rest, "character 17: expected '['")]
    [InlineData("Genotype(normal=[('a', 0), ('b', 1)", "character 36: expected ','")]
    [InlineData("Genotype(normal=[(a, 0), ('b', 1)]" + Rest, "character 19: expected an operation's name in quotes")]
    [InlineData("Genotype(normal=[('a", "character 19: expected a closing quote")]
    [InlineData("Genotype(normal=[('a', x), ('b', 1)]" + Rest, "expected a number")]
    [InlineData("Genotype(normal=[('a', -1), ('b', 1)]" + Rest, "character 24: expected a number")]
    [InlineData("Genotype(normal=[('a', 99999999999), ('b', 1)]" + Rest, "expected a number")]
    [InlineData("Genotype(normal=[('a', 0) ('b', 1)]" + Rest, "character 27: expected ','")]
    [InlineData("Genotype(normal=[('a', 0)]" + Rest, "two pairs for every node, but there are 1 pairs")]
    [InlineData("Genotype(normal=[('a', 0), ('b', 2, 1)]" + Rest, "not both")]
    [InlineData("Genotype(normal=[('a', 0, 1, 2), ('b', 1)]" + Rest, "expected ')'")]
    [InlineData("Genotype(normal=[('a', 0), ('b', 1)], normal_concat=rang(2, 3)", "expected 'range(' or '['")]
    [InlineData("Genotype(normal=[('a', 0), ('b', 1)], normal_concat=range(3, 2)", "not range(3, 2)")]
    [InlineData("Genotype(normal=[('a', 0), ('b', 1)], normal_concat=range(2, 999999999)", "between 1 and 1000 states")]
    [InlineData("Genotype(normal=[('a', 0), ('b', 1)], normal_concat=[2], reduce=[('a', 0), ('b', 1)], reduce_concat=[2]", "expected ')', found the end of the text")]
    [InlineData("Genotype(normal=[('a', 0), ('b', 1)]" + Rest + " # a comment", "expected the end of the text, found '# a comment'")]
    [InlineData("Genotype(normal=[('a', 2), ('b', 1)]" + Rest, "The cell 'normal' at character 17: Edge a from 2 to 2")]
    [InlineData("Genotype(normal=[('a', 0), ('b', 1)], normal_concat=[1], reduce=[('a', 0), ('b', 1)], reduce_concat=[2])", "The cell 'normal' at character 17: Concat holds 1")]
    [InlineData("Genotype(normal=[('a', 0), ('b', 1)], normal_concat=[2], reduce=[('a', 0), ('b', 1)], reduce_concat=[])", "The cell 'reduce' at character 65: Concat is empty")]
    [InlineData("Genotype(normal=[('', 0), ('b', 1)]" + Rest, "an operation's name is not empty")]
    [InlineData("{", "Genotype in JSON")]
    [InlineData("{}", "Genotype in JSON")]
    [InlineData("""{"normal": null, "reduction": null}""", "Genotype in JSON")]
    [InlineData("""{"normal": {"edges": [], "concat": [2]}, "reduction": {"edges": [], "concat": [2]}}""", "the cell 'normal': Concat = [2]: none of these nodes has an edge")]
    [InlineData("""{"normal": {"edges": [{"operation": "a", "from": 0}], "concat": [2]}, "reduction": {"edges": [], "concat": [2]}}""", "Genotype in JSON")]
    [InlineData("""{"normal": {"edges": [null], "concat": [2]}, "reduction": {"edges": [], "concat": [2]}}""", "Genotype in JSON")]
    [InlineData("""{"normal": {"edges": [{"operation": null, "from": 0, "to": 2}], "concat": [2]}, "reduction": {"edges": [], "concat": [2]}}""", "Genotype in JSON")]
    [InlineData("""{"normal": {"edges": [{"operation": "a", "from": 0, "to": 2}]}, "reduction": {"edges": [], "concat": [2]}}""", "Genotype in JSON")]
    public void A_malformed_text_is_refused_with_the_place_and_what_was_expected(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Genotype.Parse(text)).Message, StringComparison.Ordinal);
}
