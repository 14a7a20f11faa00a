using Darts.Operations;
using static TorchSharp.torch.nn;

namespace Darts.Tests.Operations;

public class OperationSetTests
{
    [Fact]
    public void The_papers_eight_stand_in_the_authors_order() =>
        Assert.Equal(["none", "max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5"], OperationSet.Darts.Names);

    [Fact]
    public void With_adds_at_the_end_without_removes_and_the_set_itself_never_changes()
    {
        var set = OperationSet.Darts.Without("max_pool_3x3", "none").With("mine", _ => Identity());
        Assert.Equal(["avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5", "mine"], set.Names);
        Assert.Equal(6, set.IndexOf("mine"));
        Assert.Equal("mine", set[6].Name);
        Assert.Equal(8, OperationSet.Darts.Count);
        Assert.False(OperationSet.Darts.Contains("mine"));
    }

    [Fact]
    public void With_a_name_that_is_there_replaces_in_place()
    {
        var set = OperationSet.Darts.With("skip_connect", _ => Identity(), normalizedInSearch: true);
        Assert.Equal(OperationSet.Darts.Names, set.Names);
        Assert.True(set[3].NormalizedInSearch);
        Assert.False(OperationSet.Darts[3].NormalizedInSearch);
    }

    [Fact]
    public void A_mistyped_name_is_answered_with_the_one_that_was_meant()
    {
        var error = Assert.Throws<ArgumentException>(() => OperationSet.Darts.Without("maxpool_3x3"));
        Assert.StartsWith("Operation 'maxpool_3x3' is not in the set. Did you mean 'max_pool_3x3'? Known are: none, max_pool_3x3, ", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => OperationSet.Darts.IndexOf("NONE"));
    }

    [Fact]
    public void A_set_of_nothing_or_of_zero_alone_is_refused()
    {
        Assert.Contains("at least one operation that is not zero", Assert.Throws<ArgumentException>(() => new OperationSet()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new OperationSet(Zero.Operation));
        Assert.Throws<ArgumentException>(() => new OperationSet(Zero.Operation, SkipConnect.Operation).Without("skip_connect"));
    }

    [Fact]
    public void A_name_that_stands_twice_is_refused() =>
        Assert.Contains("'skip_connect' appears 2 times", Assert.Throws<ArgumentException>(() => new OperationSet(SkipConnect.Operation, SkipConnect.Operation)).Message, StringComparison.Ordinal);

    [Fact]
    public void In_the_search_batch_norms_have_no_scale_and_pools_get_one_in_evaluation_they_have_and_do_not()
    {
        var convolution = OperationSet.Darts[4];
        Assert.Equal(4, convolution.CreateForSearch(2, 1).parameters().Count());
        Assert.Equal(8, convolution.Create(new OperationShape(2, 1, Affine: true)).parameters().Count());
        Assert.Contains(OperationSet.Darts[1].CreateForSearch(2, 1).modules(), module => module is TorchSharp.Modules.BatchNorm2d);
        Assert.DoesNotContain(OperationSet.Darts[1].Create(new OperationShape(2, 1, Affine: true)).modules(), module => module is TorchSharp.Modules.BatchNorm2d);
    }
}
