using Darts.Cells;
using Darts.Genotypes;
using Darts.Search;
using Plotly.NET;

namespace Darts.Charts;

/// <summary>
/// Slider and buttons of the animated heat maps. The frames stand in their arguments and not among the figure's frames: some front ends hand
/// plotly.js only data and layout.
/// </summary>
internal static class AlphaPlayer
{
    private static readonly int[] Traces = [0, 1, 2, 3];

    /// <summary>Squares around what the derivation keeps; a trace and no shapes, so that a frame can move them.</summary>
    public static Trace Kept(CellAlphas alphas, string axes)
    {
        var (names, edges) = KeptCells(alphas);
        return Figure.Trace("scatter").With("name", "what the derivation keeps").With("mode", "markers").With("x", names).With("y", edges)
            .With("xaxis", "x" + axes).With("yaxis", "y" + axes).With("hoverinfo", "skip").With("showlegend", false)
            .With("marker", new { symbol = "square-open", size = 17, color = AlphaHeatMap.Kept, line = new { width = 2 } });
    }

    public static object Slider(IReadOnlyList<SearchEpoch> epochs) => new
    {
        active = epochs.Count - 1,
        currentvalue = new { prefix = "epoch " },
        pad = new { t = 100 },
        x = 0.16,
        len = 0.84,
        steps = epochs.Select((epoch, index) => new
        {
            label = $"{epoch.Epoch}",
            method = "animate",
            args = new object[] { new[] { Frame(epoch, index) }, Options(0) },
        }),
    };

    /// <summary>Play from the first epoch to the last, and stop where it is.</summary>
    public static object Buttons(IReadOnlyList<SearchEpoch> epochs) => new
    {
        type = "buttons",
        direction = "left",
        showactive = false,
        x = 0,
        xanchor = "left",
        y = 0,
        yanchor = "top",
        pad = new { t = 116 },
        buttons = new object[]
        {
            new { label = "play", method = "animate", args = new object[] { epochs.Select(Frame).ToArray(), Options(400) } },
            new { label = "stop", method = "animate", args = new object?[] { new object?[] { null }, Options(0) } },
        },
    };

    private static object Frame(SearchEpoch epoch, int index) => new
    {
        data = new object[] { Heat(epoch.Normal), Heat(epoch.Reduction), Squares(epoch.Normal), Squares(epoch.Reduction) },
        traces = Traces,
        layout = new { sliders = new[] { new { active = index } } },
    };

    private static object Options(int milliseconds) =>
        new { mode = "immediate", fromcurrent = false, frame = new { duration = milliseconds, redraw = true }, transition = new { duration = 0 } };

    private static object Heat(CellAlphas alphas) => new { z = AlphaHeatMap.Probabilities(alphas).Select(row => row.Select(value => Math.Round(value, 3)).ToArray()) };

    private static object Squares(CellAlphas alphas)
    {
        var (x, y) = KeptCells(alphas);
        return new { x, y };
    }

    private static (string[] Names, string[] Edges) KeptCells(CellAlphas alphas)
    {
        var kept = Derivation.Derive(alphas).Edges;
        return ([.. kept.Select(edge => edge.Operation)], [.. kept.Select(edge => AlphaHeatMap.EdgeLabel(edge.From, edge.To))]);
    }
}
