using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Pictures;

/// <summary>
/// Gives every chart of a notebook an <c>image/png</c>, for readers that run no script: GitHub, the classic Notebook. It stands beside a Plotly
/// figure, which such readers pass over, and in place of an SVG: nbconvert prefers an SVG to a PNG and then shows nothing, since it takes the
/// drawing out of every SVG that it writes into a page.
/// </summary>
/// <param name="browser">What draws.</param>
/// <param name="plotly">plotly.js, or an assembly that embeds it; read only when a figure needs it.</param>
internal sealed class StaticImages(Chromium browser, string plotly)
{
    public const string MimeType = "image/png";

    /// <summary>Draws the outputs that have a Plotly figure or an SVG and no PNG.</summary>
    /// <param name="notebook">The notebook; its outputs get the pictures.</param>
    /// <param name="warn">Is told of each output that cannot be drawn, with its cell.</param>
    /// <param name="cancellation">Ends the browser; the pictures drawn so far stay.</param>
    /// <returns>How many pictures were added.</returns>
    public async Task<int> AddAsync(Notebook notebook, Action<string> warn, CancellationToken cancellation = default)
    {
        var folder = Directory.CreateTempSubdirectory("pictures-");
        try
        {
            var added = 0;
            foreach (var (index, title) in CellTitle.Of(notebook).OrderBy(title => title.Key))
            {
                foreach (var data in notebook.Cells[index].Outputs.Select(Drawable).OfType<JsonObject>())
                {
                    try
                    {
                        await DrawAsync(data, folder.FullName, cancellation);
                        added++;
                    }
                    catch (PictureException e)
                    {
                        warn($"cell {title}: no picture of its chart: {e.Message}");
                    }
                }
            }
            return added;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Draws one value.</summary>
    /// <param name="data">The value's forms; gets the picture.</param>
    /// <param name="folder">A folder for the browser's files.</param>
    /// <param name="cancellation">Ends the browser.</param>
    /// <exception cref="PictureException">It cannot be drawn.</exception>
    public async Task DrawAsync(JsonObject data, string folder, CancellationToken cancellation = default)
    {
        var png = await browser.DrawAsync(Page(data, folder), folder, cancellation);
        SortedFields.Set(data, MimeType, Convert.ToBase64String(IndexedPng.Of(png)));
        data.Remove(SvgPage.MimeType);
    }

    /// <summary>Whether a value is a Plotly figure without a picture.</summary>
    public static bool IsFigure(JsonObject data) => data[PlotlyPage.MimeType] is not null && !data.ContainsKey(MimeType);

    private static JsonObject? Drawable(JsonNode? output) =>
        output is JsonObject fields
        && JupyterMessage.Text(fields, "output_type") is "display_data" or "execute_result"
        && output["data"] is JsonObject data
        && !data.ContainsKey(MimeType)
        && (data[PlotlyPage.MimeType] is not null || data[SvgPage.MimeType] is not null)
            ? data
            : null;

    private PicturePage Page(JsonObject data, string folder)
    {
        if (data[PlotlyPage.MimeType] is not { } figure)
            return SvgPage.Of(Svg(data[SvgPage.MimeType]!));
        var script = Path.Combine(folder, PlotlyPage.ScriptFile);
        if (!File.Exists(script))
            File.WriteAllBytes(script, PlotlyScript.Read(plotly));
        return PlotlyPage.Of(figure);
    }

    private static string Svg(JsonNode node)
    {
        try
        {
            return MultilineText.Join(node);
        }
        catch (FormatException e)
        {
            throw new PictureException($"its SVG is no text: {e.Message}", e);
        }
    }
}
