using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Darts.Charts;

/// <summary>
/// Makes charts from traces in plotly.js's own vocabulary. Without Plotly.NET's default template, whose 6 KB every saved figure would carry, and
/// on a background of its own, so that a chart is legible in dark themes too.
/// </summary>
internal static class Figure
{
    /// <summary>The width in pixels for which things are laid out; a notebook's page has about as much.</summary>
    public const int Width = 900;

    public const string Ink = "#1f2328";
    public const string Soft = "#57606a";
    public const string Grid = "#e3e7eb";
    public const string Train = "#57606a";
    public const string Valid = "#d9480f";
    public const string NormalCell = "#0b6bcb";
    public const string ReductionCell = "#8a3ffc";

    // Okabe and Ito's colours, which stay apart for colour-blind readers.
    private static readonly string[] Palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    private const string Fonts = "Helvetica, Arial, DejaVu Sans, sans-serif";

    /// <summary>A chart of one or more traces.</summary>
    /// <param name="title">Its title, above the left edge.</param>
    /// <param name="height">Its height in pixels; the width is the notebook's.</param>
    /// <param name="traces">What it shows.</param>
    public static GenericChart Of(string title, int height, IEnumerable<Trace> traces)
    {
        var layout = new Layout()
            .With("title", new { text = title, x = 0.01, xanchor = "left", y = 1, yref = "container", yanchor = "top", pad = new { t = 14 }, font = new { size = 16 } })
            .With("font", new { family = Fonts, size = 12, color = Ink })
            .With("height", height)
            .With("margin", new { l = 64, r = 24, t = 56, b = 52 })
            .With("paper_bgcolor", "#ffffff")
            .With("plot_bgcolor", "#ffffff")
            .With("hoverlabel", new { font = new { family = Fonts, size = 12 } });
        return GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, Microsoft.FSharp.Collections.ListModule.OfSeq(traces)));
    }

    /// <summary>A colour for the n-th of several things that have no colour of their own.</summary>
    public static string Distinct(int index) => Palette[index % Palette.Length];

    /// <summary>A trace.</summary>
    /// <param name="type">Its type in plotly.js, e.g. <c>scatter</c>.</param>
    public static Trace Trace(string type) => new(type);

    /// <summary>A line through points at the epochs, with markers where there are few.</summary>
    public static Trace Line(string name, IReadOnlyList<int> epochs, IEnumerable<double> values, string color, string? dash = null) => Trace("scatter")
        .With("name", name)
        .With("x", epochs)
        .With("y", Numbers(values))
        .With("mode", epochs.Count <= 60 && dash is null ? "lines+markers" : "lines")
        .With("line", new { color, width = 2, dash = dash ?? "solid" })
        .With("marker", new { size = 5 });

    /// <summary>Sets one of the chart's layout properties.</summary>
    public static GenericChart Layout(this GenericChart chart, string name, object value)
    {
        GenericChart.getLayout(chart).With(name, value);
        return chart;
    }

    /// <summary>An axis with the kit's look.</summary>
    /// <param name="title">Its title; none when null.</param>
    /// <param name="domain">Its part of the figure, from 0 to 1; all when null.</param>
    /// <param name="anchor">The axis that it crosses in a figure of several, e.g. <c>y2</c>.</param>
    public static LinearAxis Axis(string? title = null, (double From, double To)? domain = null, string? anchor = null)
    {
        var axis = new LinearAxis().With("gridcolor", Grid).With("linecolor", "#8c959f").With("zeroline", false).With("ticks", "outside").With("tickcolor", "#8c959f").With("automargin", true);
        if (title is not null)
            axis.With("title", new { text = title, standoff = 8 });
        if (domain is { } part)
            axis.With("domain", new[] { part.From, part.To });
        return anchor is null ? axis : axis.With("anchor", anchor);
    }

    /// <summary>An axis over the epochs of a search, whole numbers only.</summary>
    public static LinearAxis EpochAxis(int epochs, (double From, double To)? domain = null, string? anchor = null) =>
        Axis("epoch", domain, anchor).With("range", new[] { 0.5, Math.Max(epochs, 1) + 0.5 }).With("tickformat", "d")
            .With("dtick", TickStep(epochs));

    /// <summary>A heading above a panel of a figure, in the figure's coordinates.</summary>
    public static object Heading(string text, double x, double y) =>
        new { text, x, y, xref = "paper", yref = "paper", xanchor = "left", yanchor = "bottom", showarrow = false, font = new { size = 13, color = Soft } };

    /// <summary>Sets a property and gives the object back.</summary>
    public static T With<T>(this T target, string name, object value)
        where T : DynamicObj.DynamicObj
    {
        target.SetProperty(name, value);
        return target;
    }

    /// <summary>Numbers for JSON: five decimals, and null (a gap in the line) for what is not finite, which JSON cannot hold.</summary>
    public static double?[] Numbers(IEnumerable<double> values) => [.. values.Select(value => double.IsFinite(value) ? Math.Round(value, 5) : (double?)null)];

    private static int TickStep(int epochs)
    {
        foreach (var step in (int[])[1, 2, 5, 10, 20, 50, 100, 200])
        {
            if (epochs <= 8 * step)
                return step;
        }

        return 500;
    }
}
