using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Darts.Tests.Charts;

internal sealed record Box(double Left, double Top, double Right, double Bottom, string Name)
{
    // Markup has two decimals.
    private const double Rounding = 0.02;

    public bool Intersects(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool Contains(Box other) => Left <= other.Left && Top <= other.Top && Right >= other.Right && Bottom >= other.Bottom;

    public bool Contains(double x, double y) => x > Left + Rounding && x < Right - Rounding && y > Top + Rounding && y < Bottom - Rounding;
}

internal sealed record DrawnText(Box Box, double FontSize);

internal sealed record DrawnRect(Box Box, string[] Classes, string? Fill);

internal sealed record DrawnPath(IReadOnlyList<(double X, double Y)> Points, string? Stroke, string Class);

/// <summary>What an SVG cell graph draws, read back from its markup: boxes, texts with an estimate of their size, and edges as points.</summary>
internal sealed partial class SvgDrawing
{
    // The mean advance of a character in the sans-serif fonts of browsers, on the wide side; bold ones are wider.
    private const double Advance = 0.62;
    private const double BoldAdvance = 0.68;

    public SvgDrawing(string svg)
    {
        Root = XDocument.Parse(svg).Root!;
        Read(Root, 0, 0);
    }

    public XElement Root { get; }

    public double Width => Number(Root, "width");

    public double Height => Number(Root, "height");

    public List<DrawnText> Texts { get; } = [];

    public List<DrawnRect> Rects { get; } = [];

    public List<DrawnPath> Paths { get; } = [];

    public IEnumerable<DrawnRect> RectsOf(params string[] classes) => Rects.Where(rect => rect.Classes.Intersect(classes).Any());

    private void Read(XElement parent, double dx, double dy)
    {
        foreach (var element in parent.Elements())
        {
            var (x, y) = (dx, dy);
            if (Translation().Match((string?)element.Attribute("transform") ?? "") is { Success: true } match)
                (x, y) = (dx + Number(match.Groups[1].Value), dy + Number(match.Groups[2].Value));
            switch (element.Name.LocalName)
            {
                case "rect":
                    var (left, top) = (x + Number(element, "x"), y + Number(element, "y"));
                    var classes = ((string?)element.Attribute("class") ?? "").Split(' ');
                    Rects.Add(new DrawnRect(new Box(left, top, left + Number(element, "width"), top + Number(element, "height"), string.Join(' ', classes)), classes, (string?)element.Attribute("fill")));
                    break;
                case "text":
                    Texts.Add(ReadText(element, x, y));
                    break;
                case "path" when (string?)element.Attribute("fill") == "none":
                    Paths.Add(new DrawnPath(Points((string)element.Attribute("d")!, x, y), (string?)element.Attribute("stroke"), (string)element.Attribute("class")!));
                    break;
            }

            Read(element, x, y);
        }
    }

    private static DrawnText ReadText(XElement element, double dx, double dy)
    {
        var size = Number(element, "font-size");
        var smallest = element.Elements().Where(span => span.Attribute("font-size") is not null).Select(span => Number(span, "font-size")).Append(size).Min();
        var width = element.Value.Length * size * ((string?)element.Attribute("font-weight") == "bold" ? BoldAdvance : Advance);
        var left = dx + Number(element, "x") - ((string?)element.Attribute("text-anchor") == "middle" ? width / 2 : 0);
        var baseline = dy + Number(element, "y");
        return new DrawnText(new Box(left, baseline - (0.75 * size), left + width, baseline + (0.22 * size), element.Value), smallest);
    }

    private static List<(double X, double Y)> Points(string path, double dx, double dy)
    {
        var points = new List<(double X, double Y)>();
        var (x, y) = (0.0, 0.0);
        foreach (Match command in Command().Matches(path))
        {
            var numbers = Numeral().Matches(command.Groups[2].Value).Select(match => Number(match.Value)).ToArray();
            var (fromX, fromY) = (x, y);
            double[] control;
            (x, y, control) = command.Groups[1].Value switch
            {
                "M" => (numbers[0], numbers[1], Array.Empty<double>()),
                "H" => (numbers[0], y, [fromX, fromY, numbers[0], y]),
                "C" => (numbers[4], numbers[5], numbers[..4]),
                var other => throw new FormatException($"Path command '{other}' is not one that cell graphs use."),
            };
            for (var step = 0; step <= 40 && control.Length > 0; step++)
            {
                var t = step / 40.0;
                double Bezier(double a, double b, double c, double d) => (Math.Pow(1 - t, 3) * a) + (3 * t * (1 - t) * (1 - t) * b) + (3 * t * t * (1 - t) * c) + (t * t * t * d);
                points.Add((dx + Bezier(fromX, control[0], control[2], x), dy + Bezier(fromY, control[1], control[3], y)));
            }
        }

        return points;
    }

    private static double Number(XElement element, string attribute) => Number((string)element.Attribute(attribute)!);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^translate\((\S+) (\S+)\)$")]
    private static partial Regex Translation();

    [GeneratedRegex("([MHC])([^MHC]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Numeral();
}
