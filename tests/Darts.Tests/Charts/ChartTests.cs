using System.Text.Json;
using Darts.Charts;
using Darts.Genotypes;
using Darts.Operations;
using Plotly.NET;

namespace Darts.Tests.Charts;

public class ChartTests
{
    private static JsonElement Json(GenericChart chart)
    {
        using var document = JsonDocument.Parse(GenericChart.toFigureJson(chart));
        return document.RootElement.Clone();
    }

    private static JsonElement[] Data(GenericChart chart) => [.. Json(chart).GetProperty("data").EnumerateArray()];

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    [Fact]
    public void The_heat_map_holds_the_probabilities_and_the_logits_to_hover_over()
    {
        var alphas = Samples.Alphas(seed: 3, operations: OperationSet.Darts.Without("max_pool_3x3"));
        var trace = Assert.Single(Data(AlphaCharts.HeatMap(alphas)));
        Assert.Equal("heatmap", trace.GetProperty("type").GetString());
        var (rows, logits) = (trace.GetProperty("z").EnumerateArray().ToArray(), trace.GetProperty("customdata").EnumerateArray().ToArray());
        Assert.Equal(14, rows.Length);
        for (var edge = 0; edge < 14; edge++)
        {
            Assert.Equal(Enumerable.Range(0, 7).Select(operation => alphas.Probability(edge, operation)), Numbers(rows[edge]));
            Assert.All(Numbers(logits[edge]).Index(), item => Assert.Equal(alphas.Logit(edge, item.Index), item.Item, 1e-5));
        }

        string[] labels = [.. trace.GetProperty("y").EnumerateArray().Select(label => label.GetString()!)];
        Assert.Equal(["0→2", "1→2", "0→3", "1→3", "2→3", "0→4", "1→4", "2→4", "3→4", "0→5", "1→5", "2→5", "3→5", "4→5"], labels);
        Assert.Equal(alphas.Operations.Names, trace.GetProperty("x").EnumerateArray().Select(name => name.GetString()!));
    }

    [Fact]
    public void The_heat_map_outlines_what_the_derivation_keeps()
    {
        var alphas = Samples.Alphas(seed: 4);
        var outlines = Json(AlphaCharts.HeatMap(alphas)).GetProperty("layout").GetProperty("shapes").EnumerateArray()
            .Where(shape => shape.GetProperty("type").GetString() == "rect")
            .Select(shape => (Column: (shape.GetProperty("x0").GetDouble() + shape.GetProperty("x1").GetDouble()) / 2, Row: (shape.GetProperty("y0").GetDouble() + shape.GetProperty("y1").GetDouble()) / 2))
            .Select(centre => (Column: (int)Math.Round(centre.Column), Row: (int)Math.Round(centre.Row)))
            .ToHashSet();
        var kept = Derivation.Derive(alphas).Edges.Select(edge => (alphas.Operations.IndexOf(edge.Operation), Cells.CellTopology.EdgeIndex(edge.To - 2, edge.From))).ToHashSet();
        Assert.Equal(8, kept.Count);
        Assert.Equal(kept, outlines);
    }

    [Fact]
    public void The_animation_has_a_step_an_epoch_with_that_epochs_probabilities_on_one_scale()
    {
        var epochs = Samples.Epochs(6, 6);
        var layout = Json(AlphaCharts.Animation(epochs)).GetProperty("layout");
        var steps = layout.GetProperty("sliders")[0].GetProperty("steps").EnumerateArray().ToArray();
        Assert.Equal(6, steps.Length);
        var matrix = steps[2].GetProperty("args")[0][0].GetProperty("data")[1].GetProperty("z");
        Assert.Equal(epochs[2].Reduction.Probability(5, 3), matrix[5][3].GetDouble(), 6e-4);
        var largest = epochs.SelectMany(epoch => new[] { epoch.Normal, epoch.Reduction })
            .Max(alphas => Enumerable.Range(0, 14).Max(edge => Enumerable.Range(0, 8).Max(operation => alphas.Probability(edge, operation))));
        Assert.InRange(layout.GetProperty("coloraxis").GetProperty("cmax").GetDouble(), largest, Math.Min(1, largest + 0.05));
        Assert.Throws<ArgumentException>(() => AlphaCharts.Animation([]));
    }

    [Fact]
    public void Entropies_of_both_cells_are_drawn_with_the_line_of_indecision()
    {
        var epochs = Samples.Epochs(5, 10);
        var data = Data(AlphaCharts.Entropy(epochs));
        Assert.Equal(epochs.Select(epoch => Math.Round(epoch.Normal.MeanEntropy, 5)), Numbers(data[0].GetProperty("y")));
        Assert.Equal(epochs.Select(epoch => Math.Round(epoch.Reduction.MeanEntropy, 5)), Numbers(data[1].GetProperty("y")));
        Assert.All(Numbers(data[2].GetProperty("y")), value => Assert.Equal(Math.Log(8), value, 1e-5));
    }

    [Fact]
    public void Every_edge_has_a_panel_with_a_line_an_operation()
    {
        CellAlphaSeries(out var alphas);
        var data = Data(AlphaCharts.Trajectories(alphas));
        Assert.Equal(14 * 8, data.Length);
        var trace = data.Single(item => item.GetProperty("xaxis").GetString() == "x6" && item.GetProperty("name").GetString() == "skip_connect");
        Assert.All(Numbers(trace.GetProperty("y")).Index(), item => Assert.Equal(alphas[item.Index].Probability(5, 3), item.Item, 1e-4));
        Assert.Equal(8, data.Count(item => item.GetProperty("showlegend").GetBoolean()));

        static void CellAlphaSeries(out IReadOnlyList<Cells.CellAlphas> alphas) => alphas = [.. Samples.Epochs(4, 4).Select(epoch => epoch.Normal)];
    }

    [Fact]
    public void Curves_hold_losses_and_accuracies_and_leave_a_gap_where_a_loss_is_not_a_number()
    {
        var epochs = Samples.Epochs(3, 5).Append(Samples.Epoch(4, 5) with { ValidLoss = double.NaN }).ToArray();
        var data = Data(SearchCharts.Curves(epochs));
        Assert.Equal(["train", "valid", "train", "valid"], data.Select(trace => trace.GetProperty("name").GetString()!));
        Assert.Equal(epochs.Select(epoch => Math.Round(epoch.TrainLoss, 5)), Numbers(data[0].GetProperty("y")));
        Assert.Equal(JsonValueKind.Null, data[1].GetProperty("y")[3].ValueKind);
        Assert.Equal(epochs.Select(epoch => Math.Round(epoch.ValidAccuracy, 5)), Numbers(data[3].GetProperty("y")));
    }

    [Fact]
    public void Counts_of_operations_add_up_to_the_edges_and_skip_connections_are_at_the_foot()
    {
        var epochs = Samples.Epochs(7, 7);
        var data = Data(SearchCharts.Operations(epochs));
        Assert.Equal("skip_connect", data[0].GetProperty("name").GetString());
        Assert.Equal(epochs.Select(epoch => (double)epoch.Genotype.Count("skip_connect")), Numbers(data[0].GetProperty("y")));
        for (var i = 0; i < epochs.Count; i++)
            Assert.Equal(16, data.Sum(trace => trace.GetProperty("y")[i].GetInt32()));
        Assert.All(data, trace => Assert.Equal(OperationColors.Of(trace.GetProperty("name").GetString()!), trace.GetProperty("marker").GetProperty("color").GetString()));
    }

    [Fact]
    public void Costs_of_operations_are_bars_from_the_cheapest_at_the_foot_to_the_dearest()
    {
        var data = Data(ModelCharts.ByOperation([new("sep_conv_3x3", 800, 819_200, 12.5), new("mine", 10, 2_000_000, 20), new("skip_connect", 0, 0, 1.5)]));
        string[] names = ["skip_connect", "sep_conv_3x3", "mine"];
        Assert.All(data, trace => Assert.Equal(names, trace.GetProperty("y").EnumerateArray().Select(name => name.GetString()!)));
        Assert.Equal([1.5, 12.5, 20], Numbers(data[0].GetProperty("x")));
        Assert.Equal([0, 0.8192, 2], Numbers(data[1].GetProperty("x")));
        Assert.All(data, trace => Assert.Equal(names.Select(OperationColors.Of), trace.GetProperty("marker").GetProperty("color").EnumerateArray().Select(color => color.GetString()!)));
    }

    [Fact]
    public void A_toy_chart_has_its_trajectories_the_feasible_line_and_the_solution()
    {
        ToyTrajectory[] runs = [new("ξ = 0", [(2, -2), (2.4, -1.2), (2.6, -0.4)]), new("ξ = 0.5", [(2, -2), (1.8, -1.2)])];
        var data = Data(ToyBilevelCharts.Trajectories(runs, (alpha, w) => (alpha * w) - (2 * alpha) + 1));
        JsonElement Named(string name) => data.Single(trace => trace.GetProperty("name").GetString() == name);
        Assert.Equal([2, 2.4, 2.6], Numbers(Named("ξ = 0").GetProperty("x")));
        Assert.Equal([-2, -1.2], Numbers(Named("ξ = 0.5").GetProperty("y")));
        Assert.Equal(Numbers(Named("w = α").GetProperty("x")), Numbers(Named("w = α").GetProperty("y")));
        Assert.Equal([1], Numbers(Named("solution").GetProperty("x")));
        Assert.Equal("circle-open", Named("solution").GetProperty("marker").GetProperty("symbol").GetString());
        Assert.Equal([2], Numbers(Named("start").GetProperty("x")));
        var contours = Named("L_val");
        var (x, y, z) = (contours.GetProperty("x")[7].GetDouble(), contours.GetProperty("y")[3].GetDouble(), contours.GetProperty("z")[3][7].GetDouble());
        Assert.Equal((x * y) - (2 * x) + 1, z, 1e-3);
        Assert.Throws<ArgumentException>(() => ToyBilevelCharts.Trajectories([new("empty", [])]));
    }

    [Fact]
    public void Figures_are_small_and_carry_no_template()
    {
        var epochs = Samples.Epochs(50, 50);
        Assert.All(
            new[] { AlphaCharts.HeatMaps(epochs[^1]), AlphaCharts.Entropy(epochs), SearchCharts.Curves(epochs), SearchCharts.Operations(epochs) },
            chart => Assert.True(GenericChart.toFigureJson(chart).Length < 20_000));
        Assert.True(GenericChart.toFigureJson(AlphaCharts.Animation(epochs)).Length < 220_000);
        Assert.DoesNotContain("\"template\"", GenericChart.toFigureJson(SearchCharts.Curves(epochs)), StringComparison.Ordinal);
    }
}
