using Darts.Networks;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>Pictures of a network's size.</summary>
public static class ModelCharts
{
    /// <summary>Parameters and multiply-adds of every cell, the stem and the classifier.</summary>
    /// <param name="statistics">The counts.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart ByCell(ModelStatistics statistics, string title = "Where the weights and the work are")
    {
        ArgumentNullException.ThrowIfNull(statistics);
        var parts = Parts(statistics);
        var names = parts.Select(part => part.Name).ToArray();
        Trace Bars(string name, IEnumerable<double> values, string color, string axes, string unit) => Figure.Trace("bar")
            .With("name", name).With("x", names).With("y", Figure.Numbers(values)).With("marker", new { color }).With("xaxis", "x" + axes).With("yaxis", "y" + axes)
            .With("hovertemplate", "%{x}: %{y:.4~g} " + unit + "<extra></extra>");
        return Figure.Of(title, 460,
            [
                Bars("parameters", parts.Select(part => part.Parameters / 1e3), Figure.NormalCell, "", "thousand"),
                Bars("multiply-adds", parts.Select(part => part.MultiplyAdds / 1e6), Figure.ReductionCell, "2", "million"),
            ])
            .Layout("showlegend", false)
            .Layout("xaxis", Figure.Axis(null, null, "y").With("type", "category").With("showticklabels", false).With("showgrid", false))
            .Layout("yaxis", Figure.Axis("parameters, thousand", (0.54, 1), "x"))
            .Layout("xaxis2", Figure.Axis(null, null, "y2").With("type", "category").With("tickangle", -40).With("showgrid", false))
            .Layout("yaxis2", Figure.Axis("multiply-adds, million", (0, 0.46), "x2"));
    }

    /// <summary>Measured time and multiply-adds of every operation, the dearest on top.</summary>
    /// <param name="costs">The operations' costs.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart ByOperation(IReadOnlyList<OperationCost> costs, string title = "What each operation costs")
    {
        ArgumentNullException.ThrowIfNull(costs);
        var sorted = costs.OrderBy(cost => cost.Milliseconds).ToArray();
        Trace Bars(IEnumerable<double> values, string axes, string unit) => Figure.Trace("bar")
            .With("name", unit).With("orientation", "h").With("y", sorted.Select(cost => cost.Name).ToArray()).With("x", Figure.Numbers(values)).With("xaxis", "x" + axes).With("yaxis", "y" + axes)
            .With("marker", new { color = sorted.Select(cost => OperationColors.Of(cost.Name)).ToArray(), line = new { color = Figure.Ink, width = 0.5 } })
            .With("hovertemplate", "%{y}: %{x:.4~g} " + unit + "<extra></extra>");
        return Figure.Of(title, 120 + (26 * sorted.Length), [Bars(sorted.Select(cost => cost.Milliseconds), "", "ms"), Bars(sorted.Select(cost => cost.MultiplyAdds / 1e6), "2", "million")])
            .Layout("showlegend", false)
            .Layout("xaxis", Figure.Axis("milliseconds of a search step", (0, 0.48), "y"))
            .Layout("yaxis", Figure.Axis(null, null, "x").With("type", "category").With("showgrid", false))
            .Layout("xaxis2", Figure.Axis("multiply-adds, million", (0.54, 1), "y2"))
            .Layout("yaxis2", Figure.Axis(null, null, "x2").With("type", "category").With("showgrid", false).With("showticklabels", false).With("ticks", ""));
    }

    /// <summary>The modules of a network as a reader of the paper knows them: stem, cell 1, ..., classifier.</summary>
    internal static IReadOnlyList<ModuleStatistics> Parts(ModelStatistics statistics) =>
        [.. statistics.Layers.GroupBy(layer => PartOf(layer.Name))
            .Select(group => new ModuleStatistics(group.Key, group.Sum(layer => layer.Parameters), group.Sum(layer => layer.MultiplyAdds)))];

    private static string PartOf(string layer) => layer.Split('.') is ["cells", var index, ..] && int.TryParse(index, out var number) ? $"cell {number + 1}" : layer.Split('.')[0].Replace('_', ' ');
}
