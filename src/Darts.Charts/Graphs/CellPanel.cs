using Darts.Cells;

namespace Darts.Charts.Graphs;

/// <summary>One cell of a picture: laid out, measured, then drawn at its place.</summary>
internal sealed class CellPanel
{
    private const double TitleSize = 13;
    private const double TitleHeight = 26;
    private readonly LayeredCell cell;
    private readonly IReadOnlyList<(double Left, double Right)> columns;

    public CellPanel(CellSketch sketch, double widest)
    {
        cell = LayeredCell.Of(sketch);
        CrossingReduction.Order(cell);
        columns = HorizontalPlacement.Place(cell, widest);
        Width = Math.Max(columns[^1].Right, TextMeasure.Width(sketch.Title, TitleSize, bold: true));
        Height = TitleOffset + cell.Layers.SelectMany(layer => layer).Max(vertex => vertex.Y + (vertex.Height / 2));
    }

    public double Width { get; }

    public double Height { get; }

    private double TitleOffset => cell.Sketch.Title.Length == 0 ? 0 : TitleHeight;

    public void Draw(SvgCanvas canvas, double left, double top)
    {
        canvas.Add($"""<g transform="translate({left} {top})">""");
        if (cell.Sketch.Title.Length > 0)
            canvas.Text(0, TitleSize / 2, cell.Sketch.Title, TitleSize, """class="ink" font-weight="bold" """);
        canvas.Add($"""<g transform="translate(0 {TitleOffset})">""");
        foreach (var route in cell.Routes.OrderBy(route => route.Edge is null ? 0 : 1).ThenBy(route => route.Thickness))
            DrawRoute(canvas, route);
        foreach (var (state, vertex) in cell.States.Index())
            DrawState(canvas, vertex, state);
        DrawNamed(canvas, cell.Output, "output", cell.Sketch.Names[^1]);
        foreach (var route in cell.Routes.Where(route => route.Edge is not null))
            DrawLabel(canvas, route.Edge!, route.Chain.Single(vertex => vertex.Kind == VertexKind.Label));
        canvas.Add($"</g></g>");
    }

    private void DrawRoute(SvgCanvas canvas, Route route)
    {
        var tip = route.Chain[^1].X - (route.Chain[^1].Width / 2);
        var path = Path(route, tip - route.ArrowLength + 1);
        if (route.Edge is not { } edge)
        {
            canvas.Add($"""<path d="{path}" class="concat" fill="none" stroke-width="{route.Thickness}"/>""");
            canvas.Add($"""<path d="M{tip} {route.EndY}l{-route.ArrowLength} {-route.ArrowHeight / 2}v{route.ArrowHeight}z" class="tip"/>""");
            return;
        }

        // A band in the background's colour lifts an edge over those it crosses; a thin dark rim keeps pale colours visible on white.
        var color = OperationColors.Of(edge.Operation);
        var dashes = edge.Dashed ? "stroke-dasharray=\"7 4\"" : "";
        canvas.Add($"""<path d="{path}" class="halo" fill="none" stroke-width="{edge.Thickness + 3}"/>""");
        canvas.Add($"""<path d="{path}" class="casing" fill="none" stroke-width="{edge.Thickness + 1.2}" {dashes}/>""");
        canvas.Add($"""<path d="{path}" class="edge" fill="none" stroke="{color}" stroke-width="{edge.Thickness}" {dashes}/>""");
        canvas.Add($"""<path d="M{tip} {route.EndY}l{-route.ArrowLength} {-route.ArrowHeight / 2}v{route.ArrowHeight}z" class="casing" fill="{color}" stroke-width="0.6"/>""");
    }

    private string Path(Route route, double end)
    {
        var path = new SvgCanvas.MarkupHandler(64, 32);
        var (x, y) = (route.Chain[0].X + (route.Chain[0].Width / 2), route.StartY);
        Append(ref path, "M", x, y);
        if (columns[route.Chain[0].Layer].Right is var edgeOfColumn && edgeOfColumn > x)
            Append(ref path, "H", x = edgeOfColumn, null);
        foreach (var vertex in route.Chain.Skip(1))
        {
            var last = ReferenceEquals(vertex, route.Chain[^1]);
            var (nextX, nextY) = last ? (end, route.EndY) : (columns[vertex.Layer].Left, vertex.Y);
            var bend = (nextX - x) * 0.55;
            Append(ref path, "C", x + bend, y);
            Append(ref path, " ", nextX - bend, nextY);
            Append(ref path, " ", nextX, nextY);
            (x, y) = (nextX, nextY);
            if (!last && columns[vertex.Layer].Right is var right && right > x)
                Append(ref path, "H", x = right, null);
        }

        return path.ToString();
    }

    private static void Append(ref SvgCanvas.MarkupHandler path, string command, double x, double? y)
    {
        path.AppendLiteral(command);
        path.AppendFormatted(x);
        if (y is not { } value)
            return;
        path.AppendLiteral(" ");
        path.AppendFormatted(value);
    }

    private void DrawState(SvgCanvas canvas, Vertex vertex, int state)
    {
        if (state < CellTopology.Inputs)
        {
            DrawNamed(canvas, vertex, "input", cell.Sketch.Names[state]);
            return;
        }

        var empty = vertex.Before.Count == 0;
        DrawBox(canvas, vertex, "node", $"{cell.Sketch.Describe(state)}{(empty ? ": no operation enters it, it is zero" : "")}", empty ? "stroke-dasharray=\"3 3\"" : null);
        canvas.Text(vertex.X, vertex.Y, $"{state - CellTopology.Inputs}", LayeredCell.StateFont, """class="ink" text-anchor="middle" """);
    }

    private static void DrawBox(SvgCanvas canvas, Vertex vertex, string kind, string tooltip, string? attributes)
    {
        canvas.Add($"""<rect x="{vertex.X - (vertex.Width / 2)}" y="{vertex.Y - (vertex.Height / 2)}" width="{vertex.Width}" height="{vertex.Height}" rx="5" class="{kind}" stroke-width="1.2" {attributes ?? ""}>""");
        canvas.Add($"<title>{SvgCanvas.Escape(tooltip)}</title></rect>");
    }

    private static void DrawNamed(SvgCanvas canvas, Vertex vertex, string kind, (string Letter, string Index, string Tooltip) name)
    {
        DrawBox(canvas, vertex, kind, name.Tooltip, null);
        canvas.Add($"""<text x="{vertex.X}" y="{vertex.Y + 3.5}" font-size="{LayeredCell.StateFont}" class="ink" text-anchor="middle"><tspan font-style="italic">{name.Letter}</tspan><tspan dy="3" font-size="12">{name.Index}</tspan></text>""");
    }

    private static void DrawLabel(SvgCanvas canvas, SketchEdge edge, Vertex vertex)
    {
        canvas.Add($"<g><title>{SvgCanvas.Escape(edge.Tooltip)}</title>");
        canvas.Add($"""<rect x="{vertex.X - (vertex.Width / 2)}" y="{vertex.Y - (vertex.Height / 2)}" width="{vertex.Width}" height="{vertex.Height}" rx="4" class="operation casing" fill="{OperationColors.Of(edge.Operation)}" stroke-width="0.6"/>""");
        canvas.Text(vertex.X, vertex.Y, edge.Label, LayeredCell.LabelFont, $"fill=\"{OperationColors.TextOn(edge.Operation)}\" text-anchor=\"middle\"");
        canvas.Add($"</g>");
    }
}
