using Darts.Genotypes;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>Pictures that compare architectures after retraining.</summary>
public static class ArchitectureCharts
{
    private const string PublishedGroup = "published (CIFAR-10)";

    private const int Height = 460;

    /// <summary>
    /// Error against number of parameters, with one deviation up and down where there is one. Below and to the left is better. Names stand where
    /// they cover nothing; those without such a place show where the pointer is.
    /// </summary>
    /// <param name="points">The architectures.</param>
    /// <param name="published">Whether the published cells stand among them, at the errors that their authors report for CIFAR-10.</param>
    /// <param name="title">Its title.</param>
    public static GenericChart ErrorAgainstParameters(IReadOnlyList<ArchitecturePoint> points, bool published = true, string title = "Error against parameters")
    {
        ArgumentNullException.ThrowIfNull(points);
        ArchitecturePoint[] all = published ? [.. points, .. Published()] : [.. points];
        // The paper's own cells matter most among the published ones.
        var places = LabelPlacement.Of([.. all.OrderBy(point => point.Group != PublishedGroup ? 0 : point.Name.StartsWith("DARTS", StringComparison.Ordinal) ? 1 : 2)], Figure.Width - 88, Height - 108);
        return Figure.Of(title, Height, all.GroupBy(point => point.Group).Index().Select(item => Points([.. item.Item], item.Item.Key == PublishedGroup ? "#8c959f" : Figure.Distinct(item.Index), places)))
            .Layout("xaxis", Figure.Axis("parameters, millions"))
            .Layout("yaxis", Figure.Axis("error, %"))
            .Layout("legend", new { orientation = "h", x = 1, xanchor = "right", y = 1.02, yanchor = "bottom" });
    }

    /// <summary>
    /// Progress of a search as in the paper's figure 3: the error of the cell that stood at each time, retrained from scratch. Thin lines are
    /// searches, the thick line is their median, the stairs the best that any search had passed by then.
    /// </summary>
    /// <param name="runs">The searches, with their snapshots at the same times.</param>
    /// <param name="references">Errors to compare with, as dashed lines, e.g. that of random cells.</param>
    /// <param name="time">What the times are, with the unit.</param>
    /// <param name="title">Its title.</param>
    /// <exception cref="ArgumentException">There is no search, or their snapshots stand at different times.</exception>
    public static GenericChart SearchProgress(
        IReadOnlyList<SnapshotRun> runs, IReadOnlyList<(string Name, double Error)>? references = null, string time = "epoch of the search", string title = "Search progress")
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
            throw new ArgumentException("0 searches: progress needs at least 1.", nameof(runs));
        var times = runs[0].Snapshots.Select(snapshot => snapshot.Time).ToArray();
        if (runs.FirstOrDefault(run => !run.Snapshots.Select(snapshot => snapshot.Time).SequenceEqual(times)) is { } other)
            throw new ArgumentException($"The snapshots of '{other.Name}' do not stand at the times of those of '{runs[0].Name}': a median needs the same times.", nameof(runs));

        var errors = times.Select((_, index) => runs.Select(run => run.Snapshots[index].Error).Where(double.IsFinite).Order().ToArray()).ToArray();
        var best = errors.Select((_, index) => errors.Take(index + 1).SelectMany(column => column).DefaultIfEmpty(double.NaN).Min());
        var traces = runs.Select(run => Over(times, run.Snapshots.Select(snapshot => snapshot.Error), run.Name, new { color = "#8c959f", width = 1 }).With("opacity", 0.6)).ToList();
        traces.Add(Over(times, errors.Select(RunCharts.Middle), $"median of {runs.Count}", new { color = Figure.NormalCell, width = 3 }));
        traces.Add(Over(times, best, "best so far", new { color = Figure.Valid, width = 2, shape = "hv" }));
        foreach (var (name, error) in references ?? [])
            traces.Add(Over([times.Min(), times.Max()], [error, error], name, new { color = Figure.Soft, width = 1.5, dash = "dash" }).With("mode", "lines"));
        return Figure.Of(title, 420, traces)
            .Layout("xaxis", times.Length <= 12 ? Figure.Axis(time).With("tickvals", times) : Figure.Axis(time))
            .Layout("yaxis", Figure.Axis("error after retraining, %"));
    }

    private static IEnumerable<ArchitecturePoint> Published() => PublishedGenotypes.All
        .Where(cell => cell.TestError is not null && (cell.Parameters ?? cell.ComputedParameters) is not null)
        .Select(cell => new ArchitecturePoint(cell.Name, (cell.Parameters ?? cell.ComputedParameters)!.Value, cell.TestError!.Value, cell.TestErrorDeviation, PublishedGroup));

    private static Trace Points(ArchitecturePoint[] points, string color, IReadOnlyDictionary<ArchitecturePoint, string?> places) => Figure.Trace("scatter")
        .With("name", points[0].Group.Length == 0 ? "architectures" : points[0].Group)
        .With("x", Figure.Numbers(points.Select(point => point.Parameters)))
        .With("y", Figure.Numbers(points.Select(point => point.Error)))
        .With("error_y", new { type = "data", array = Figure.Numbers(points.Select(point => point.Deviation ?? 0)), visible = points.Any(point => point.Deviation is not null), thickness = 1, width = 4, color })
        .With("customdata", points.Select(point => point.Name).ToArray())
        .With("text", points.Select(point => places[point] is null ? "" : point.Name).ToArray())
        .With("mode", "markers+text")
        .With("textposition", points.Select(point => places[point] ?? "middle right").ToArray())
        .With("textfont", new { size = 11, color = Figure.Soft })
        .With("cliponaxis", false)
        .With("marker", new { size = 9, color, line = new { color = Figure.Ink, width = 0.5 } })
        .With("hovertemplate", "%{customdata}: %{x:.2f} M, %{y:.2f} %<extra></extra>");

    private static Trace Over(IReadOnlyList<double> times, IEnumerable<double> errors, string name, object line) => Figure.Trace("scatter")
        .With("name", name).With("x", times).With("y", Figure.Numbers(errors)).With("mode", "lines+markers").With("line", line).With("marker", new { size = 5 });
}
