using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Darts.Notebooks.Pictures;

/// <summary>A page with an SVG drawing, in its own size or shrunk to the widest picture. As an image it runs no script and loads nothing.</summary>
internal static class SvgPage
{
    public const string MimeType = "image/svg+xml";

    private const double DefaultWidth = 700;
    private const double DefaultHeight = 450;

    // CSS: an inch has 96 pixels.
    private static readonly (string Unit, double Pixels)[] s_units = [("px", 1), ("pt", 96 / 72.0), ("mm", 96 / 25.4), ("cm", 96 / 2.54), ("in", 96)];

    /// <exception cref="PictureException">The text is not XML.</exception>
    public static PicturePage Of(string svg)
    {
        var (width, height) = Size(svg);
        var scale = Math.Min(1, PicturePage.Widest / width);
        var image = Convert.ToBase64String(Encoding.UTF8.GetBytes(svg));
        return PicturePage.Of(
            $"""
            <img onload="console.log('{PicturePage.Drawn}')" onerror="console.log('{PicturePage.NotDrawn}the browser cannot read this SVG')"
              width="{PicturePage.Pixels(width * scale)}" height="{PicturePage.Pixels(height * scale)}" src="data:{MimeType};base64,{image}">
            """,
            width * scale,
            height * scale);
    }

    private static (double Width, double Height) Size(string svg)
    {
        XElement root;
        try
        {
            root = XDocument.Parse(svg).Root!;
        }
        catch (XmlException e)
        {
            throw new PictureException($"its SVG is not XML: {e.Message}", e);
        }
        var box = ((string?)root.Attribute("viewBox") ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(part => Length(part)).ToArray();
        var (boxWidth, boxHeight) = box is [_, _, { } w, { } h] ? (w, h) : (DefaultWidth, DefaultHeight);
        var width = Length((string?)root.Attribute("width"));
        var height = Length((string?)root.Attribute("height"));
        return (width ?? (height * boxWidth / boxHeight) ?? boxWidth, height ?? (width * boxHeight / boxWidth) ?? boxHeight);
    }

    // Null for what is no positive length of its own, such as 100%.
    private static double? Length(string? text)
    {
        var (unit, pixels) = s_units.FirstOrDefault(unit => text?.Trim().EndsWith(unit.Unit, StringComparison.Ordinal) == true, ("", 1));
        var number = text?.Trim()[..^unit.Length];
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var length) && length > 0 ? length * pixels : null;
    }
}
