using Darts.Charts.Graphs;
using Darts.Data;

namespace Darts.Charts;

/// <summary>Pictures of images as a network gets them.</summary>
public static class ImageGallery
{
    private const double Margin = 16, Gap = 8, TitleSize = 15, LabelSize = 12;
    private const double LargestSide = 128;

    /// <summary>The images of a batch in rows, each with its class.</summary>
    /// <param name="batch">The batch, of 1 or 3 channels.</param>
    /// <param name="classes">The name of every class.</param>
    /// <param name="normalization">What made the images the network's input; it is undone.</param>
    /// <param name="title">Its title.</param>
    /// <param name="columns">Images of a row.</param>
    /// <exception cref="ArgumentException">The images have neither 1 nor 3 channels, or another number than the normalisation.</exception>
    public static SvgPicture Draw(Batch batch, IReadOnlyList<string> classes, Normalization normalization, string title = "", int columns = 10)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var side = Math.Min(LargestSide, (CellPicture.Widest - 2 * Margin + Gap) / columns - Gap);
        var labels = batch.Labels.cpu().data<long>().ToArray().Select(label => classes[(int)label]).ToArray();
        var canvas = new SvgCanvas();
        var top = Margin + (title.Length > 0 ? TitleSize + 14 : 0);
        if (title.Length > 0)
            canvas.Text(Margin, Margin + TitleSize / 2, title, TitleSize, """class="ink" font-weight="bold" """);
        for (var i = 0; i < batch.Count; i++)
        {
            var (x, y) = (Margin + i % columns * (side + Gap), top + i / columns * (side + LabelSize + 2 * Gap));
            using var image = batch.Images[i];
            canvas.Add($"""<image x="{x}" y="{y}" width="{side}" height="{side}" href="data:image/png;base64,{Convert.ToBase64String(ImageSamples.Png(image, normalization))}"/>""");
            canvas.Text(x + side / 2, y + side + Gap, labels[i], LabelSize, """class="soft" text-anchor="middle" """);
        }

        var rows = (batch.Count + columns - 1) / columns;
        var (width, height) = (2 * Margin - Gap + Math.Min(columns, batch.Count) * (side + Gap), top + rows * (side + LabelSize + 2 * Gap) + Margin / 2);
        var card = new SvgCanvas();
        card.Add($"""<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" class="card"/>""");
        card.Append(canvas);
        var text = $"{title}{(title.Length > 0 ? ": " : "")}{batch.Count} images: {string.Join(", ", labels)}";
        return new SvgPicture(card.Finish(width, height, width <= CellPicture.Widest, text), text, width, height);
    }
}
