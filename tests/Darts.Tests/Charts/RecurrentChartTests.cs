using Darts.Charts;
using Darts.Recurrent;
using Plotly.NET;

namespace Darts.Tests.Charts;

public class RecurrentChartTests
{
    [Fact]
    public void A_recurrent_cell_is_drawn_with_its_input_hidden_state_and_every_activation()
    {
        foreach (var published in PublishedRecurrentGenotypes.All)
        {
            var picture = CellGraph.Draw(published);
            Assert.Contains($"Penn Treebank test perplexity {published.TestPerplexity:0.0}", picture.Svg, StringComparison.Ordinal);
            Assert.Contains("the input: the embedded word", picture.Svg, StringComparison.Ordinal);
            Assert.Contains("the hidden state", picture.Svg, StringComparison.Ordinal);
            Assert.Equal(published.Genotype.Nodes.Length, picture.Svg.Split("class=\"operation casing\"").Length - 1);
            Assert.Equal(published.Genotype.Concat.Length + 2, picture.Svg.Split("class=\"concat\"").Length - 1);
            Assert.Equal(published.Genotype.ToString(), picture.Text);
            Assert.InRange(picture.Width, 300, 980);
        }
    }

    [Fact]
    public void A_heat_map_has_a_row_an_edge_and_outlines_what_is_kept()
    {
        var json = Json(AlphaCharts.HeatMap(Epoch(1).Alphas));
        Assert.Contains("\"0→1\",\"0→2\",\"1→2\"", json.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(2, json.Split("\"rect\"").Length - 1);
        Assert.Equal(1, json.Split("x domain").Length - 1);
    }

    [Fact]
    public void Curves_show_perplexities_and_where_averaging_began()
    {
        Assert.Contains("\"perplexity\"", Json(RecurrentCharts.Curves([Epoch(1), Epoch(2)])), StringComparison.Ordinal);
        Assert.Contains("valid perplexity 90.0", Json(Progress(Epoch(1), Epoch(2))), StringComparison.Ordinal);
        Assert.DoesNotContain("dash", Json(RecurrentCharts.Curves([Trained(1, false)])).Replace("\"dash\":\"solid\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\"x0\":1.5", Json(RecurrentCharts.Curves([Trained(1, false), Trained(2, true)])).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        RecurrentCharts.Curves(Array.Empty<RecurrentSearchEpoch>());
        Assert.Contains("waiting", Json(new RecurrentSearchProgress().Chart()), StringComparison.Ordinal);
    }

    [Fact]
    public void Ratios_are_drawn_from_the_largest_down() =>
        Assert.Contains("\"y\":[3.0,2.0,0.5]", Json(RecurrentCharts.SignalToNoise([("shared", [2, 0.5, 3])])).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

    private static GenericChart Progress(params RecurrentSearchEpoch[] epochs)
    {
        var progress = new RecurrentSearchProgress();
        foreach (var epoch in epochs)
            progress.Add(epoch);
        return progress.Chart();
    }

    private static string Json(GenericChart chart) => GenericChart.toFigureJson(chart);

    private static RecurrentSearchEpoch Epoch(int number)
    {
        var probabilities = new double[3, 5] { { 0.1, 0.5, 0.2, 0.1, 0.1 }, { 0.2, 0.2, 0.2, 0.2, 0.2 }, { 0.3, 0.1, 0.1, 0.4, 0.1 } };
        var alphas = new RecurrentAlphas(ActivationSet.Darts, new RecurrentTopology(2), probabilities, probabilities);
        return new RecurrentSearchEpoch
        {
            Epoch = number,
            Epochs = 2,
            LearningRate = 20,
            TrainLoss = Math.Log(200),
            ValidLoss = Math.Log(180.0 / number),
            Alphas = alphas,
            Genotype = alphas.Derive(),
            Seconds = 1,
            PeakMemory = 1,
            RemainingSeconds = 1,
        };
    }

    private static LanguageTrainingEpoch Trained(int number, bool averaging) => new()
    {
        Epoch = number,
        Epochs = 2,
        TrainLoss = 5,
        ValidLoss = 4,
        BestValidLoss = 4,
        Averaging = averaging,
        RolledBack = false,
        Seconds = 1,
        PeakMemory = 1,
        RemainingSeconds = 1,
    };
}
