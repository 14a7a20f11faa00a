using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security;
using System.Text;

namespace Darts.Charts.Graphs;

/// <summary>
/// Writes SVG elements. Colours that change with the theme are classes with a light default; the card behind everything changes with them, so
/// the picture is legible wherever it is put.
/// </summary>
internal sealed class SvgCanvas
{
    // The rules carry a class of ours, because a style element in a page of HTML holds for the whole page.
    // No class is named `label`: Bootstrap, in the classic Notebook, hides empty ones.
    private const string Style = """
        .darts-cell .card{fill:#fcfcfd;stroke:#d0d7de}.darts-cell .ink{fill:#1f2328}.darts-cell .soft{fill:#57606a}
        .darts-cell .input{fill:#d7efdc;stroke:#3c7a4d}.darts-cell .node{fill:#dde9f8;stroke:#47699b}.darts-cell .output{fill:#f8ecc4;stroke:#8d7323}
        .darts-cell .halo{stroke:#fcfcfd}.darts-cell .casing{stroke:#1f2328;stroke-opacity:.55}.darts-cell .concat{stroke:#8c959f}.darts-cell .tip{fill:#8c959f}
        @media (prefers-color-scheme:dark){.darts-cell .card{fill:#161b22;stroke:#3d444d}.darts-cell .ink{fill:#e6edf3}.darts-cell .soft{fill:#9da7b1}
        .darts-cell .input{fill:#1c3a26;stroke:#6fb583}.darts-cell .node{fill:#1d3250;stroke:#7fa3d6}.darts-cell .output{fill:#403611;stroke:#cdb155}
        .darts-cell .halo{stroke:#161b22}.darts-cell .casing{stroke:#e6edf3;stroke-opacity:.75}.darts-cell .concat{stroke:#6e7681}.darts-cell .tip{fill:#6e7681}}
        """;

    private readonly StringBuilder body = new();

    /// <summary>Adds markup; numbers are written with a point and at most two decimals whatever the culture.</summary>
    public void Add(ref MarkupHandler markup) => body.AppendLine(markup.ToString());

    /// <summary>Adds what another canvas holds.</summary>
    public void Append(SvgCanvas other) => body.Append(other.body);

    /// <summary>Adds a text whose anchor is at its vertical middle.</summary>
    public void Text(double x, double middle, string text, double size, string attributes) =>
        Add($"""<text x="{x}" y="{middle + (0.36 * size)}" font-size="{size}" {attributes}>{Escape(text)}</text>""");

    /// <summary>The picture.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="shrinks">Whether a narrow page may scale it down; a very wide picture scrolls instead.</param>
    /// <param name="text">Its text for readers without pictures.</param>
    public string Finish(double width, double height, bool shrinks, string text)
    {
        var head = new MarkupHandler(0, 0);
        head.AppendLiteral("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"darts-cell\" role=\"img\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" ");
        head.AppendLiteral("width=\"");
        head.AppendFormatted(width);
        head.AppendLiteral("\" height=\"");
        head.AppendFormatted(height);
        head.AppendLiteral("\" viewBox=\"0 0 ");
        head.AppendFormatted(width);
        head.AppendLiteral(" ");
        head.AppendFormatted(height);
        head.AppendLiteral(shrinks ? "\" style=\"max-width:100%;height:auto\">" : "\">");
        return $"{head}\n<title>{Escape(text)}</title>\n<style>{Style}</style>\n{body}</svg>\n";
    }

    public static string Escape(string text) => SecurityElement.Escape(text);

    /// <summary>Interpolation with the invariant culture.</summary>
    [InterpolatedStringHandler]
    internal readonly struct MarkupHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder text = new(literalLength + (8 * formattedCount));

        public void AppendLiteral(string value) => text.Append(value);

        public void AppendFormatted(string value) => text.Append(value);

        public void AppendFormatted(double value) => text.Append(value.ToString("0.##", CultureInfo.InvariantCulture));

        public override string ToString() => text.ToString();
    }
}
