namespace Darts.Charts.Graphs;

/// <summary>Puts the panels of one or more cells on a card: side by side where a notebook is wide enough, else one below the other; the legend below.</summary>
internal static class CellPicture
{
    /// <summary>Widest picture whose smallest text, 12 px, is still 11 px where a notebook shows it 900 px wide.</summary>
    public const double Widest = 980;

    private const double Margin = 16;
    private const double Between = 28;
    private const double TitleSize = 15;
    private const double LegendSize = 12;
    private const double LegendLine = 22;
    private const double Swatch = 12;

    public static SvgPicture Draw(string title, string text, IReadOnlyList<CellSketch> sketches)
    {
        var panels = sketches.Select(sketch => new CellPanel(sketch, Widest - (2 * Margin))).ToArray();
        var sideBySide = panels.Sum(panel => panel.Width) + (Between * 1.5 * (panels.Length - 1)) <= Widest - (2 * Margin);
        var legend = LegendItems(sketches);
        var content = Math.Max(
            sideBySide ? panels.Sum(panel => panel.Width) + (Between * 1.5 * (panels.Length - 1)) : panels.Max(panel => panel.Width),
            Math.Max(TextMeasure.Width(title, TitleSize, bold: true), legend.Max(item => item.Width)));

        var canvas = new SvgCanvas();
        var y = Margin;
        if (title.Length > 0)
        {
            canvas.Text(Margin, y + (TitleSize / 2), title, TitleSize, """class="ink" font-weight="bold" """);
            y += TitleSize + 14;
        }

        var x = Margin;
        foreach (var panel in panels)
        {
            panel.Draw(canvas, x, y);
            if (sideBySide)
                x += panel.Width + (Between * 1.5);
            else
                y += panel.Height + Between;
        }

        y += sideBySide ? panels.Max(panel => panel.Height) + Between : 0;
        y = DrawLegend(canvas, legend, y - 8, content);
        // Sums of fractions may end a hair above what they are compared with.
        var (width, height) = (Math.Round(content + (2 * Margin), 2), Math.Round(y + Margin - 6, 2));
        var card = new SvgCanvas();
        card.Add($"""<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" class="card"/>""");
        card.Append(canvas);
        return new SvgPicture(card.Finish(width, height, width <= Widest, text), text, width, height);
    }

    private static (string Name, string Text, double Width)[] LegendItems(IReadOnlyList<CellSketch> sketches)
    {
        var edges = sketches.SelectMany(sketch => sketch.Edges).ToArray();
        return [.. OperationColors.LegendOrder(edges.Select(edge => edge.Operation)).Select(name =>
        {
            var text = $"{name} × {edges.Count(edge => edge.Operation == name)}";
            return (name, text, Swatch + 5 + TextMeasure.Width(text, LegendSize));
        })];
    }

    private static double DrawLegend(SvgCanvas canvas, (string Name, string Text, double Width)[] items, double top, double width)
    {
        var (x, y) = (Margin, top);
        foreach (var (name, text, itemWidth) in items)
        {
            if (x > Margin && x + itemWidth > Margin + width)
                (x, y) = (Margin, y + LegendLine);
            canvas.Add($"""<rect x="{x}" y="{y + ((LegendLine - Swatch) / 2)}" width="{Swatch}" height="{Swatch}" rx="2" class="swatch casing" fill="{OperationColors.Of(name)}" stroke-width="0.6"/>""");
            canvas.Text(x + Swatch + 5, y + (LegendLine / 2), text, LegendSize, """class="soft legend" """);
            x += itemWidth + 18;
        }

        return y + LegendLine;
    }
}
