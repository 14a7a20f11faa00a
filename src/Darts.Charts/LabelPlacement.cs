using Darts.Charts.Graphs;

namespace Darts.Charts;

/// <summary>Finds for the names of points in a plane a place each where it touches no other point and no other name; a name without such a place is left out.</summary>
internal static class LabelPlacement
{
    private const double FontSize = 11;
    private const double Half = 7;
    private const double Away = 9;

    // Plotly's names of the places, with the way that the label's middle lies from the point, in halves of its size.
    private static readonly (string Place, int Right, int Up)[] Places =
    [
        ("middle right", 1, 0), ("middle left", -1, 0), ("top center", 0, 1), ("bottom center", 0, -1), ("top right", 1, 1), ("bottom right", 1, -1), ("top left", -1, 1), ("bottom left", -1, -1),
    ];

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Touches(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }

    /// <summary>For every point the place of its name, null where there is none.</summary>
    /// <param name="points">The points, those that matter most first.</param>
    /// <param name="width">Width of the plane in pixels.</param>
    /// <param name="height">Its height.</param>
    public static IReadOnlyDictionary<ArchitecturePoint, string?> Of(IReadOnlyList<ArchitecturePoint> points, double width, double height)
    {
        var (x, y) = (Scale(points.Select(point => point.Parameters), width), Scale(points.Select(point => -point.Error), height));
        var taken = points.Select(point => Around(point, x, y)).ToList();
        var places = new Dictionary<ArchitecturePoint, string?>();
        foreach (var point in points)
        {
            var free = Places.Select(place => (place.Place, Box: Label(point, x(point.Parameters), y(-point.Error), place.Right, place.Up)))
                .FirstOrDefault(label => label.Box is { Left: >= 0, Top: >= 0 } && label.Box.Right <= width && label.Box.Bottom <= height && !taken.Exists(label.Box.Touches));
            places[point] = free.Place;
            if (free.Place is not null)
                taken.Add(free.Box);
        }

        return places;
    }

    private static Box Around(ArchitecturePoint point, Func<double, double> x, Func<double, double> y)
    {
        var deviation = point.Deviation ?? 0;
        return new(x(point.Parameters) - 4, y(-point.Error - deviation) - 4, x(point.Parameters) + 4, y(-point.Error + deviation) + 4);
    }

    private static Box Label(ArchitecturePoint point, double x, double y, int right, int up)
    {
        var half = TextMeasure.Width(point.Name, FontSize) / 2;
        var (middleX, middleY) = (x + (right * (half + Away)), y - (up * (Half + (right == 0 ? Away : 3))));
        return new(middleX - half, middleY - Half, middleX + half, middleY + Half);
    }

    // As plotly.js does, with some room at both ends.
    private static Func<double, double> Scale(IEnumerable<double> all, double length)
    {
        var values = all.Where(double.IsFinite).ToArray();
        if (values.Length == 0 || values.Max() == values.Min())
            return _ => length / 2;
        var (least, span) = (values.Min(), values.Max() - values.Min());
        return value => length * (0.06 + (0.88 * (value - least) / span));
    }
}
