using Darts.Genotypes;
using Darts.Operations;

namespace Darts.Tests.Genotypes;

public class PublishedGenotypesTests
{
    [Fact]
    public void The_papers_cells_are_found_by_name_whatever_the_case()
    {
        Assert.Same(PublishedGenotypes.DartsV2, PublishedGenotypes.Find("darts_v2").Genotype);
        Assert.Equal((2.76, 3.3), (PublishedGenotypes.Find("DARTS_V2").TestError, PublishedGenotypes.Find("DARTS_V2").Parameters));
        Assert.Equal(3.00, PublishedGenotypes.Find("DARTS_V1").TestError);
        Assert.Equal(4, PublishedGenotypes.DartsV2.Count("skip_connect") - PublishedGenotypes.DartsV2.Reduction.Count("skip_connect") + 2);
    }

    [Fact]
    public void A_mistyped_name_is_answered_with_the_one_that_was_meant()
    {
        var error = Assert.Throws<ArgumentException>(() => PublishedGenotypes.Find("DART_V2"));
        Assert.StartsWith("Genotype 'DART_V2' is not among the published ones. Did you mean 'DARTS_V2'? Known are: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_operation_of_a_published_cell_is_one_of_the_kits() =>
        Assert.All(PublishedGenotypes.All.SelectMany(cell => cell.Genotype.Normal.Edges.Concat(cell.Genotype.Reduction.Edges)),
            edge => Assert.True(OperationSet.All.Contains(edge.Operation), edge.Operation));

    [Fact]
    public void Names_are_unique() => Assert.Equal(PublishedGenotypes.All.Count, PublishedGenotypes.All.Select(cell => cell.Name.ToUpperInvariant()).Distinct().Count());
}
