using Darts.Charts;
using Darts.Operations;

namespace Darts.Tests.Charts;

public class OperationColorsTests
{
    private static double Difference(string a, string b) => Math.Abs(OperationColors.Luminance(OperationColors.Of(a)) - OperationColors.Luminance(OperationColors.Of(b)));

    [Fact]
    public void Any_two_operations_of_the_kit_differ_by_8_percent_in_luminance()
    {
        string[] names = [.. OperationSet.All.Names];
        foreach (var a in names)
            Assert.All(names.Where(b => b != a), b => Assert.True(Difference(a, b) >= 0.08, $"{a} and {b}: {Difference(a, b):0.000}"));
    }

    [Fact]
    public void A_custom_operation_has_a_colour_that_its_name_alone_decides()
    {
        Assert.Equal(OperationColors.Of("blur_3x3"), OperationColors.Of("blur_3x3"));
        Assert.Matches("^#[0-9a-f]{6}$", OperationColors.Of("blur_3x3"));
        var colors = Enumerable.Range(0, 200).Select(i => OperationColors.Of($"operation_{i}")).Distinct().ToArray();
        Assert.True(colors.Length >= 30, $"{colors.Length} colours for 200 names.");
        Assert.Empty(colors.Intersect(OperationSet.All.Names.Select(OperationColors.Of)));
    }

    [Fact]
    public void Text_on_an_operations_colour_has_a_contrast_of_at_least_4_5()
    {
        foreach (var name in OperationSet.All.Names.Concat(Enumerable.Range(0, 100).Select(i => $"operation_{i}")))
        {
            var (text, back) = (OperationColors.Luminance(OperationColors.TextOn(name)), OperationColors.Luminance(OperationColors.Of(name)));
            Assert.True((Math.Max(text, back) + 0.05) / (Math.Min(text, back) + 0.05) >= 4.5, name);
        }
    }

    [Fact]
    public void Neighbours_in_a_legend_with_one_custom_operation_differ_by_8_percent()
    {
        for (var i = 0; i < 100; i++)
        {
            var order = OperationColors.LegendOrder([.. OperationSet.Darts.Names, $"operation_{i}"]);
            Assert.Equal(9, order.Count);
            Assert.All(order.Zip(order.Skip(1)), pair => Assert.True(Difference(pair.First, pair.Second) >= 0.08, $"{pair} in {string.Join(", ", order)}"));
        }
    }
}
