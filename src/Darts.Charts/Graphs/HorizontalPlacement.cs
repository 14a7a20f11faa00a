namespace Darts.Charts.Graphs;

/// <summary>
/// Columns for the layers of a cell: as wide as their widest place, with gaps that grow with the climb of the edges in them and shrink where
/// the picture would be wider than a notebook. Curves bend in the gaps alone.
/// </summary>
internal static class HorizontalPlacement
{
    private const double SmallestGap = 21;
    private const double ArrowRoom = 7;
    private const double LargestGap = 110;

    /// <summary>Sets the centre of every place and the heights at which edges leave and enter states.</summary>
    /// <param name="cell">A cell with heights.</param>
    /// <param name="widest">The width not to exceed where it can be helped.</param>
    /// <returns>The columns, from the left edge of the first.</returns>
    public static IReadOnlyList<(double Left, double Right)> Place(LayeredCell cell, double widest)
    {
        var widths = cell.Layers.Select(layer => layer.Max(vertex => vertex.Width)).ToArray();
        var gaps = cell.Layers.Take(cell.Layers.Count - 1).Select(Gap).ToArray();
        var smallest = cell.Layers.Skip(1).Select(next => next.Any(vertex => vertex.Kind == VertexKind.State) ? SmallestGap + ArrowRoom : SmallestGap).ToArray();
        var excess = gaps.Sum() + widths.Sum() - widest;
        if (excess > 0)
        {
            var keep = Math.Max(0, 1 - (excess / (gaps.Sum() - smallest.Sum())));
            gaps = [.. gaps.Zip(smallest, (gap, least) => least + (keep * (gap - least)))];
        }

        var columns = new List<(double Left, double Right)>();
        var x = 0.0;
        foreach (var (index, layer) in cell.Layers.Index())
        {
            columns.Add((x, x + widths[index]));
            foreach (var vertex in layer)
                vertex.X = x + (widths[index] / 2);
            x += widths[index] + (index < gaps.Length ? gaps[index] : 0);
        }

        PlacePorts(cell);
        return columns;
    }

    private static double Gap(IReadOnlyList<Vertex> layer)
    {
        var climb = layer.SelectMany(vertex => vertex.After.Select(next => Math.Abs(next.Y - vertex.Y))).DefaultIfEmpty(0).Max();
        return Math.Min(SmallestGap + ArrowRoom + 1 + (0.4 * climb), LargestGap);
    }

    // Edges share the side of a state from top to bottom in the order of where they come from and go to, so they do not cross there.
    private static void PlacePorts(LayeredCell cell)
    {
        foreach (var group in cell.Routes.GroupBy(route => route.Chain[0]))
            Spread(group.Key, [.. group.OrderBy(route => route.Chain[1].Y)], route => route.StartRoom, (route, y) => route.StartY = y);
        foreach (var group in cell.Routes.GroupBy(route => route.Chain[^1]))
            Spread(group.Key, [.. group.OrderBy(route => route.Chain[^2].Y)], route => route.EndRoom, (route, y) => route.EndY = y);
    }

    private static void Spread(Vertex state, Route[] routes, Func<Route, double> room, Action<Route, double> set)
    {
        var y = state.Y - (routes.Sum(room) / 2);
        foreach (var route in routes)
        {
            set(route, y + (room(route) / 2));
            y += room(route);
        }
    }
}
