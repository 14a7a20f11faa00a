using Plotly.NET;

namespace Darts.Charts;

/// <summary>Pictures of a quantity over epochs: several runs at once, and schedules.</summary>
public static class RunCharts
{
    /// <summary>
    /// The median of each group's runs over the epochs as a line, the range from their smallest to their largest value as a band. A group of one
    /// run is a line alone. An epoch that some runs did not reach counts those that did; a value that is not finite counts for none.
    /// </summary>
    /// <param name="groups">The groups, e.g. the cell found and random cells.</param>
    /// <param name="quantity">What the values are, with the unit, e.g. <c>validation accuracy, %</c>.</param>
    /// <param name="title">Its title.</param>
    /// <exception cref="ArgumentException">A group has no runs.</exception>
    public static GenericChart Median(IReadOnlyList<RunGroup> groups, string quantity, string title = "Runs: median, smallest and largest")
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.FirstOrDefault(group => group.Runs.Count == 0) is { } empty)
            throw new ArgumentException($"Group '{empty.Name}' has 0 runs: a median needs at least 1.", nameof(groups));
        var epochs = groups.SelectMany(group => group.Runs).Select(run => run.Count).DefaultIfEmpty(1).Max();
        return Figure.Of(title, 400, groups.Index().SelectMany(item => Traces(item.Item, Figure.Distinct(item.Index))))
            .Layout("xaxis", Figure.EpochAxis(epochs))
            .Layout("yaxis", Figure.Axis(quantity))
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom" });
    }

    /// <summary>Values that are set beforehand for every epoch, e.g. learning rates or the probability of drop path.</summary>
    /// <param name="schedules">Names, and the values from the first epoch on.</param>
    /// <param name="quantity">What the values are.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart Schedules(IReadOnlyList<(string Name, IReadOnlyList<double> Values)> schedules, string quantity = "learning rate", string title = "Schedules")
    {
        ArgumentNullException.ThrowIfNull(schedules);
        var epochs = schedules.Select(schedule => schedule.Values.Count).DefaultIfEmpty(1).Max();
        return Figure.Of(title, 320, schedules.Index().Select(item => Figure.Line(item.Item.Name, Numbered(item.Item.Values.Count), item.Item.Values, Figure.Distinct(item.Index))))
            .Layout("xaxis", Figure.EpochAxis(epochs))
            .Layout("yaxis", Figure.Axis(quantity).With("rangemode", "tozero"))
            .Layout("showlegend", true)
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom" });
    }

    private static IEnumerable<Trace> Traces(RunGroup group, string color)
    {
        var epochs = Numbered(group.Runs.Max(run => run.Count));
        var columns = epochs.Select(epoch => group.Runs.Where(run => run.Count >= epoch).Select(run => run[epoch - 1]).Where(double.IsFinite).Order().ToArray()).ToArray();
        if (group.Runs.Count > 1)
        {
            var reached = epochs.Where(epoch => columns[epoch - 1].Length > 0).ToArray();
            var outline = reached.Concat(reached.Reverse()).ToArray();
            var edge = reached.Select(epoch => columns[epoch - 1][^1]).Concat(reached.Reverse().Select(epoch => columns[epoch - 1][0]));
            yield return Figure.Trace("scatter").With("name", $"{group.Name}, smallest to largest").With("x", outline).With("y", Figure.Numbers(edge))
                .With("mode", "lines").With("fill", "toself").With("fillcolor", color + "2e").With("line", new { width = 0, color }).With("hoverinfo", "skip").With("showlegend", false);
        }

        var name = group.Runs.Count > 1 ? $"{group.Name} (median of {group.Runs.Count})" : group.Name;
        yield return Figure.Line(name, epochs, columns.Select(Middle), color).With("showlegend", true);
    }

    /// <summary>Median of sorted values: the mean of the two in the middle where their number is even, NaN where there are none.</summary>
    internal static double Middle(double[] sorted) =>
        sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static int[] Numbered(int count) => [.. Enumerable.Range(1, count)];
}
