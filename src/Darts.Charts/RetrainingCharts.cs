using Darts.Training;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>Pictures of trained evaluation networks: how one was trained, how several compare.</summary>
public static class RetrainingCharts
{
    /// <summary>Loss and accuracy over the epochs. Epochs after which the test images were not measured have no test point.</summary>
    /// <param name="epochs">The epochs of one retraining.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart Curves(IReadOnlyList<RetrainingEpoch> epochs, string title = "Loss and accuracy of the evaluation network")
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var numbers = epochs.Select(epoch => epoch.Epoch).ToArray();
        var tested = epochs.Where(epoch => epoch.Test is not null).ToArray();
        var testNumbers = tested.Select(epoch => epoch.Epoch).ToArray();
        return SearchCharts.TwoPanels(title, epochs.Count == 0 ? 1 : epochs[^1].Epochs,
        [
            Figure.Line("train", numbers, epochs.Select(epoch => epoch.TrainLoss), Figure.Train),
            Figure.Line("test", testNumbers, tested.Select(epoch => epoch.Test!.Loss), Figure.Valid),
        ],
        [
            Figure.Line("train", numbers, epochs.Select(epoch => epoch.TrainAccuracy), Figure.Train),
            Figure.Line("test", testNumbers, tested.Select(epoch => epoch.Test!.TopOne), Figure.Valid),
        ]);
    }

    /// <summary>Test errors of several groups side by side: every run a dot, and each group's mean with its standard deviation (with n - 1; none for one run).</summary>
    /// <param name="groups">Names, and the test errors of each group's runs, in percent.</param>
    /// <param name="title">Its title.</param>
    /// <exception cref="ArgumentException">A group has no runs.</exception>
    public static GenericChart Comparison(IReadOnlyList<(string Name, IReadOnlyList<double> Errors)> groups, string title = "Test error: every run, mean and standard deviation")
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.FirstOrDefault(group => group.Errors.Count == 0) is { Name: not null } empty)
            throw new ArgumentException($"Group '{empty.Name}' has 0 runs: a mean needs at least 1.", nameof(groups));
        var spreads = groups.Select(group => Spread.Of(group.Errors)).ToArray();
        var runs = Figure.Trace("scatter").With("name", "runs").With("mode", "markers")
            .With("x", groups.SelectMany(group => group.Errors.Select(_ => group.Name)).ToArray())
            .With("y", Figure.Numbers(groups.SelectMany(group => group.Errors)))
            .With("marker", new { color = Figure.Train, size = 7, symbol = "circle-open" });
        var means = Figure.Trace("scatter").With("name", "mean ± deviation").With("mode", "markers+text")
            .With("x", groups.Select(group => group.Name).ToArray())
            .With("y", Figure.Numbers(spreads.Select(spread => spread.Mean)))
            .With("error_y", new { type = "data", array = Figure.Numbers(spreads.Select(spread => spread.Deviation)), color = Figure.Valid, thickness = 2, width = 8 })
            .With("text", spreads.Select(spread => FormattableString.Invariant($"  {spread.Mean:0.00} %")).ToArray())
            .With("textposition", "middle right")
            .With("marker", new { color = Figure.Valid, size = 11, symbol = "diamond" });
        return Figure.Of(title, 380, [runs, means])
            .Layout("xaxis", Figure.Axis().With("type", "category").With("range", new[] { -0.5, groups.Count - 0.5 }))
            .Layout("yaxis", Figure.Axis("test error, %"))
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom" });
    }
}
