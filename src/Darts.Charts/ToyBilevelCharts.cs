using Plotly.NET;

namespace Darts.Charts;

/// <summary>Pictures of a bilevel problem with one alpha and one weight w, as in the paper's figure 2.</summary>
public static class ToyBilevelCharts
{
    private const int Grid = 41;
    private const string Solution = "#d92d20";

    /// <summary>
    /// Trajectories in the plane of alpha and w: a diamond where each starts, a square where it ends, the line w = alpha on which w is the best
    /// answer to alpha (dashed), and the solution in a red circle.
    /// </summary>
    /// <param name="trajectories">The runs, e.g. one for each xi.</param>
    /// <param name="validLoss">L_val(alpha, w), whose contours lie under the trajectories; none when null.</param>
    /// <param name="solution">The solution of the bilevel problem; (1, 1), that of the paper's example, when null.</param>
    /// <param name="title">Its title.</param>
    /// <exception cref="ArgumentException">A trajectory has no points.</exception>
    public static GenericChart Trajectories(
        IReadOnlyList<ToyTrajectory> trajectories,
        Func<double, double, double>? validLoss = null,
        (double Alpha, double W)? solution = null,
        string title = "Bilevel trajectories")
    {
        ArgumentNullException.ThrowIfNull(trajectories);
        if (trajectories.FirstOrDefault(trajectory => trajectory.Points.Count == 0) is { } empty)
            throw new ArgumentException($"Trajectory '{empty.Name}' has 0 points: it needs at least its start.", nameof(trajectories));

        var goal = solution ?? (1, 1);
        var points = trajectories.SelectMany(trajectory => trajectory.Points).Append(goal).Where(point => double.IsFinite(point.Alpha) && double.IsFinite(point.W)).ToArray();
        var (alphas, weights) = (Span(points.Select(point => point.Alpha)), Span(points.Select(point => point.W)));
        var traces = new List<Trace>();
        if (validLoss is not null)
            traces.Add(Contours(validLoss, alphas, weights));
        traces.Add(FeasibleLine(alphas, weights));
        traces.AddRange(trajectories.Index().Select(item => Path(item.Item, Figure.Distinct(item.Index))));
        traces.Add(Points("start", [.. trajectories.Select(trajectory => trajectory.Points[0]).Distinct()])
            .With("marker", new { symbol = "diamond", size = 13, color = Figure.Ink }));
        traces.Add(Points("end", [.. trajectories.Select(trajectory => trajectory.Points[^1])])
            .With("marker", new { symbol = "square", size = 10, color = trajectories.Select((_, index) => Figure.Distinct(index)).ToArray(), line = new { color = Figure.Ink, width = 1 } }));
        traces.Add(Points("solution", [goal]).With("marker", new { symbol = "circle-open", size = 22, color = Solution, line = new { width = 3 } }));
        return Figure.Of(title, 520, traces)
            .Layout("xaxis", Figure.Axis("α").With("range", new[] { alphas.From, alphas.To }))
            .Layout("yaxis", Figure.Axis("w").With("range", new[] { weights.From, weights.To }));
    }

    private static (double From, double To) Span(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var margin = Math.Max(0.25, 0.08 * (all.Max() - all.Min()));
        return (all.Min() - margin, all.Max() + margin);
    }

    private static Trace Contours(Func<double, double, double> loss, (double From, double To) alphas, (double From, double To) weights)
    {
        double At((double From, double To) span, int index) => Math.Round(span.From + ((span.To - span.From) * index / (Grid - 1)), 4);
        var x = Enumerable.Range(0, Grid).Select(index => At(alphas, index)).ToArray();
        var y = Enumerable.Range(0, Grid).Select(index => At(weights, index)).ToArray();
        return Figure.Trace("contour").With("name", "L_val").With("x", x).With("y", y)
            .With("z", y.Select(w => x.Select(alpha => Math.Round(loss(alpha, w), 3)).ToArray()).ToArray())
            .With("ncontours", 24).With("contours", new { coloring = "heatmap" }).With("line", new { color = "#c3ccd5", width = 1 })
            .With("colorscale", new object[][] { [0, "#eaf2fb"], [1, "#ffffff"] }).With("showscale", false)
            .With("hovertemplate", "α %{x:.3f}, w %{y:.3f}<br>L_val %{z:.3f}<extra></extra>");
    }

    private static Trace FeasibleLine((double From, double To) alphas, (double From, double To) weights)
    {
        var ends = new[] { Math.Max(alphas.From, weights.From), Math.Min(alphas.To, weights.To) };
        return Figure.Trace("scatter").With("name", "w = α").With("x", ends).With("y", ends).With("mode", "lines")
            .With("line", new { color = Solution, width = 1.8, dash = "dash" }).With("hoverinfo", "name");
    }

    private static Trace Path(ToyTrajectory trajectory, string color)
    {
        var count = trajectory.Points.Count;
        return Points(trajectory.Name, trajectory.Points)
            .With("mode", count <= 500 ? "lines+markers" : "lines")
            .With("line", new { color, width = 2 })
            .With("marker", new { color, size = 4 })
            .With("customdata", Enumerable.Range(0, count).ToArray())
            .With("hovertemplate", "step %{customdata}: α %{x:.4f}, w %{y:.4f}<extra>" + trajectory.Name + "</extra>");
    }

    private static Trace Points(string name, IReadOnlyList<(double Alpha, double W)> points) => Figure.Trace("scatter")
        .With("name", name)
        .With("x", Figure.Numbers(points.Select(point => point.Alpha)))
        .With("y", Figure.Numbers(points.Select(point => point.W)))
        .With("mode", "markers");
}
