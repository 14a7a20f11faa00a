using System.Text.Json;
using Darts.Charts;
using Darts.Training;
using Plotly.NET;

namespace Darts.Tests.Charts;

public class RetrainingChartTests
{
    [Fact]
    public void Test_curves_have_points_where_test_images_were_measured()
    {
        using var json = JsonDocument.Parse(GenericChart.toFigureJson(RetrainingCharts.Curves([Epoch(1, null), Epoch(2, 40), Epoch(3, 30)])));
        var data = json.RootElement.GetProperty("data");
        Assert.Equal([1, 2, 3], data[0].GetProperty("x").EnumerateArray().Select(value => value.GetInt32()));
        Assert.Equal([2, 3], data[3].GetProperty("x").EnumerateArray().Select(value => value.GetInt32()));
        Assert.Equal([60.0, 70.0], data[3].GetProperty("y").EnumerateArray().Select(value => value.GetDouble()));
    }

    [Fact]
    public void A_comparison_shows_every_run_and_means_with_deviations()
    {
        using var json = JsonDocument.Parse(GenericChart.toFigureJson(RetrainingCharts.Comparison([("found", [10, 12]), ("random", [20])])));
        var data = json.RootElement.GetProperty("data");
        Assert.Equal(["found", "found", "random"], data[0].GetProperty("x").EnumerateArray().Select(value => value.GetString()));
        Assert.Equal([11.0, 20.0], data[1].GetProperty("y").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal([1.41421, 0.0], data[1].GetProperty("error_y").GetProperty("array").EnumerateArray().Select(value => value.GetDouble()));
    }

    [Fact]
    public void Progress_waits_shows_and_ends_with_the_last_epoch()
    {
        var titles = new List<string>();
        var progress = new RetrainingProgress(chart => titles.Add(Title(chart)), TimeSpan.FromHours(1));
        Assert.StartsWith("Retraining: waiting", Title(progress.Chart()), StringComparison.Ordinal);
        foreach (var epoch in new[] { Epoch(1, 50), Epoch(2, null), Epoch(3, 30) })
            progress.Add(epoch);
        Assert.Equal(["Retraining, epoch 1 of 3: test accuracy 50.0 %, about 1 s left", "Retraining, epoch 3 of 3: test accuracy 70.0 %, 3 s"], titles);
    }

    private static string Title(GenericChart chart)
    {
        using var json = JsonDocument.Parse(GenericChart.toFigureJson(chart));
        return json.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString()!;
    }

    private static RetrainingEpoch Epoch(int number, double? error) => new()
    {
        Epoch = number,
        Epochs = 3,
        LearningRate = 0.1,
        DropPathProbability = 0,
        TrainLoss = 1,
        TrainAccuracy = 50,
        TrainTopFive = 90,
        Test = error is null ? null : new EvaluationResult(1, 100 - error.Value, 90, 10),
        Seconds = 1,
        PeakMemory = 1,
        RemainingSeconds = 1,
    };
}
