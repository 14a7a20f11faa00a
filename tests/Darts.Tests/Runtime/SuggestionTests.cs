using Darts.Runtime;

namespace Darts.Tests.Runtime;

public class SuggestionTests
{
    private static readonly string[] Known = ["sep_conv_3x3", "sep_conv_5x5", "max_pool_3x3", "none"];

    [Theory]
    [InlineData("sep_conv_3x", "sep_conv_3x3")]
    [InlineData("SEP_CONV_5X5", "sep_conv_5x5")]
    [InlineData("sepconv3x3", "sep_conv_3x3")]
    [InlineData("maxpool_3x3", "max_pool_3x3")]
    [InlineData("nome", "none")]
    public void A_near_name_is_suggested_and_all_are_listed(string name, string meant) =>
        Assert.Equal($"Did you mean '{meant}'? Known are: sep_conv_3x3, sep_conv_5x5, max_pool_3x3, none.", Suggestion.For(name, Known));

    [Theory]
    [InlineData("transformer")]
    [InlineData("")]
    [InlineData("x")]
    public void Where_none_is_near_only_the_list_is_given(string name) =>
        Assert.Equal("Known are: sep_conv_3x3, sep_conv_5x5, max_pool_3x3, none.", Suggestion.For(name, Known));
}
