using Darts.Runtime;

namespace Darts.Charts;

/// <summary>
/// A drawing as SVG text. In a notebook it shows as <c>image/svg+xml</c> once <see cref="NotebookFormatters.Register"/> was called, so a
/// picture is the last line of a cell.
/// </summary>
/// <param name="Svg">The whole <c>&lt;svg&gt;</c> element, with a background and colours of its own.</param>
/// <param name="Text">What it shows, for readers without pictures.</param>
/// <param name="Width">Natural width in pixels.</param>
/// <param name="Height">Natural height in pixels.</param>
public sealed record SvgPicture(string Svg, string Text, double Width, double Height)
{
    /// <summary>Writes the picture to a file, whole or not at all.</summary>
    /// <param name="path">The file, usually with the ending <c>.svg</c>.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteAllText(path, Svg);

    /// <summary>What it shows, as text.</summary>
    public override string ToString() => Text;
}
