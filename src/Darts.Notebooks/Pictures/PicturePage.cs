using System.Globalization;

namespace Darts.Notebooks.Pictures;

/// <summary>
/// A page that shows one picture and nothing else, on white. Its script logs <see cref="Drawn"/> when the picture stands: a browser makes
/// a screenshot of an empty page without a murmur.
/// </summary>
/// <param name="Html">The page.</param>
/// <param name="Width">The picture's width in pixels.</param>
/// <param name="Height">The picture's height in pixels.</param>
internal sealed record PicturePage(string Html, int Width, int Height)
{
    /// <summary>What a page logs when its picture is drawn.</summary>
    public const string Drawn = "picture drawn";

    /// <summary>What a page logs, with the reason, when it is not.</summary>
    public const string NotDrawn = "picture not drawn: ";

    /// <summary>The width of a page of GitHub's, where a wider picture is shrunk until its text cannot be read.</summary>
    public const int Widest = 900;

    private const int Highest = 4000;

    /// <summary>Wraps the body; the page may load nothing but the scripts that lie beside it.</summary>
    public static PicturePage Of(string body, double width, double height)
    {
        var html = $$"""
            <!DOCTYPE html>
            <html>
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' file:; style-src 'unsafe-inline'; img-src data: blob:">
            <style>html, body { margin: 0; background: white; overflow: hidden } img { display: block }</style>
            </head>
            <body>
            {{body}}
            </body>
            </html>
            """;
        return new PicturePage(html, Whole(width, Widest), Whole(height, Highest));
    }

    /// <summary>A length in pixels as HTML and JavaScript write it.</summary>
    public static string Pixels(double length) => length.ToString("0.##", CultureInfo.InvariantCulture);

    private static int Whole(double length, int most) => (int)Math.Clamp(Math.Ceiling(length), 1, most);
}
