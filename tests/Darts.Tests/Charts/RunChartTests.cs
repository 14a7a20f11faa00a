using System.Text.Json;
using Darts.Charts;
using Darts.Genotypes;
using Darts.Networks;
using Darts.Operations;
using Plotly.NET;

namespace Darts.Tests.Charts;

public class RunChartTests
{
    private static JsonElement[] Data(GenericChart chart)
    {
        using var document = JsonDocument.Parse(GenericChart.toFigureJson(chart));
        return [.. document.RootElement.Clone().GetProperty("data").EnumerateArray()];
    }

    private static double?[] Values(JsonElement trace, string axis = "y") =>
        [.. trace.GetProperty(axis).EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble())];

    private static JsonElement Named(GenericChart chart, string name) => Data(chart).Single(trace => trace.GetProperty("name").GetString() == name);

    [Fact]
    public void Several_runs_are_a_median_and_a_band_from_the_smallest_to_the_largest()
    {
        var chart = RunCharts.Median([new("found", [[1, 5, 9], [3, 4, double.NaN], [2, 9]]), new("one", [[7, 8]])], "accuracy, %");
        Assert.Equal([2, 5, 9], Values(Named(chart, "found (median of 3)")));
        Assert.Equal([3, 9, 9, 9, 4, 1], Values(Named(chart, "found, smallest to largest")));
        Assert.Equal([1, 2, 3, 3, 2, 1], Values(Named(chart, "found, smallest to largest"), "x"));
        Assert.Equal([7, 8], Values(Named(chart, "one")));
        Assert.Equal(3, Data(chart).Length);
    }

    [Fact]
    public void An_even_number_of_runs_has_the_mean_of_the_two_in_the_middle_and_an_epoch_without_numbers_a_gap()
    {
        var chart = RunCharts.Median([new("found", [[1, double.NaN, 4], [2, double.PositiveInfinity, 8]])], "loss");
        Assert.Equal([1.5, null, 6], Values(Named(chart, "found (median of 2)")));
        Assert.Equal([2, 8, 4, 1], Values(Named(chart, "found, smallest to largest")));
    }

    [Fact]
    public void A_group_without_runs_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => RunCharts.Median([new("random", [])], "loss"));
        Assert.Contains("Group 'random' has 0 runs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schedules_are_drawn_as_they_are()
    {
        var chart = RunCharts.Schedules([("cosine", [0.025, 0.02]), ("drop path", [0, 0.1, 0.2])]);
        Assert.Equal([0.025, 0.02], Values(Named(chart, "cosine")));
        Assert.Equal([0, 0.1, 0.2], Values(Named(chart, "drop path")));
    }

    [Fact]
    public void Progress_has_every_search_their_median_and_the_best_so_far()
    {
        var chart = ArchitectureCharts.SearchProgress([new("1", [(1, 9), (2, 5), (3, 6)]), new("2", [(1, 8), (2, 7), (3, 3)]), new("3", [(1, 7), (2, 8), (3, 4)])], [("random", 6.5)]);
        Assert.Equal([8, 7, 4], Values(Named(chart, "median of 3")));
        Assert.Equal([7, 5, 3], Values(Named(chart, "best so far")));
        Assert.Equal([6.5, 6.5], Values(Named(chart, "random")));
        Assert.Equal(6, Data(chart).Length);
    }

    [Fact]
    public void Snapshots_at_other_times_are_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => ArchitectureCharts.SearchProgress([new("1", [(1, 9)]), new("2", [(2, 9)])]));
        Assert.Contains("'2'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'1'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Architectures_stand_by_their_groups_among_the_published_cells()
    {
        ArchitecturePoint[] points = [new("ours", 1.5, 4, 0.2, "found"), new("a", 2, 6, null, "random"), new("b", 3, 7, null, "random")];
        var chart = ArchitectureCharts.ErrorAgainstParameters(points);
        Assert.Equal([2, 3], Values(Named(chart, "random"), "x"));
        Assert.Equal([6, 7], Values(Named(chart, "random")));
        Assert.Equal(0.2, Named(chart, "found").GetProperty("error_y").GetProperty("array")[0].GetDouble());
        var published = Named(chart, "published (CIFAR-10)");
        var darts = published.GetProperty("customdata").EnumerateArray().Select(name => name.GetString()).ToList().IndexOf("DARTS_V2");
        Assert.Equal(2.76, Values(published)[darts]);
        Assert.Equal(0.09, published.GetProperty("error_y").GetProperty("array")[darts].GetDouble());
        Assert.Equal(2, Data(ArchitectureCharts.ErrorAgainstParameters(points, published: false)).Length);
    }

    [Fact]
    public void A_strip_shows_each_cell_once_with_the_epochs_in_which_it_stood()
    {
        var epochs = Samples.Epochs(6, 6).ToArray();
        epochs[1] = epochs[1] with { Genotype = epochs[0].Genotype };
        epochs[4] = epochs[4] with { Genotype = epochs[3].Genotype };
        var strip = CellGraph.Strip(epochs);
        var titles = new[] { "Epochs 1 to 2", "Epoch 3", "Epochs 4 to 5", "Epoch 6" };
        Assert.Equal(titles, strip.Text.Split('\n').Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]));
        Assert.All(titles, title => Assert.Contains($">{title}<", strip.Svg, StringComparison.Ordinal));
        Assert.Equal(4 * 8, strip.Svg.Split("class=\"operation casing\"").Length - 1);

        var few = CellGraph.Strip(epochs, reduction: true, most: 3);
        Assert.Equal(["Epochs 1 to 2", "Epochs 4 to 5", "Epoch 6"], few.Text.Split('\n').Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]));
        Assert.Throws<ArgumentException>(() => CellGraph.Strip([]));
        Assert.Throws<ArgumentException>(() => CellGraph.Strip(epochs, most: 1));
    }

    [Fact]
    public void Two_searches_stand_side_by_side_whatever_their_operations_and_nodes()
    {
        var (paper, own) = (Samples.Alphas(1), Samples.Alphas(2, nodes: 3, operations: OperationSet.Darts.Without("max_pool_3x3")));
        var traces = Data(AlphaCharts.Compare(("paper", paper), ("own", own)));
        Assert.Equal([14, 9], traces.Select(trace => trace.GetProperty("z").GetArrayLength()));
        Assert.Equal([8, 7], traces.Select(trace => trace.GetProperty("x").GetArrayLength()));

        var cells = CellGraph.Compare([("paper", Derivation.Derive(paper)), ("own", Derivation.Derive(own))], "Two sets");
        Assert.Equal(8 + 6, cells.Svg.Split("class=\"operation casing\"").Length - 1);
        Assert.StartsWith("paper: ", cells.Text, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CellGraph.Compare([]));
    }

    [Fact]
    public void A_networks_weights_and_work_are_shown_cell_by_cell()
    {
        using var network = new CifarNetwork(PublishedGenotypes.DartsV2, new() { Channels = 4, Cells = 6, Auxiliary = true });
        var statistics = ModelStatistics.Of(network);
        var chart = ModelCharts.ByCell(statistics);
        string[] parts = ["stem", "cell 1", "cell 2", "cell 3", "cell 4", "cell 5", "cell 6", "auxiliary head", "classifier"];
        Assert.Equal(parts.Order(), Named(chart, "parameters").GetProperty("x").EnumerateArray().Select(name => name.GetString()).Order());
        Assert.Equal(statistics.ParametersWithAuxiliary / 1e3, Values(Named(chart, "parameters")).Sum()!.Value, 1e-3);
        Assert.Equal((statistics.MultiplyAdds + statistics.AuxiliaryMultiplyAdds) / 1e6, Values(Named(chart, "multiply-adds")).Sum()!.Value, 1e-3);
    }
}
