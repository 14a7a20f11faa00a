using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Running;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Darts.Notebooks.Reports;

/// <summary>
/// Markdown cells as HTML that needs nothing beside it: attachments and pictures of the notebook's folder are put into the page, a picture of
/// the network becomes a link, formulas become MathML.
/// </summary>
/// <param name="folder">The notebook's folder.</param>
internal sealed class MarkdownHtml(string folder)
{
    private const string Attachment = "attachment:";
    private const long LargestPicture = 20_000_000;

    private static readonly MarkdownPipeline s_pipeline = Pipeline();

    public string ToHtml(NotebookCell cell) => ToHtml(cell.Source, cell.Node["attachments"] as JsonObject ?? []);

    public string ToHtml(string markdown, JsonObject? attachments = null)
    {
        try
        {
            return Render(markdown, attachments);
        }
        // Markdig's word for quotes in quotes in quotes: no page is worth a stack.
        catch (ArgumentException)
        {
            return $"<pre>{HtmlText.Of(markdown)}</pre>\n";
        }
    }

    private string Render(string markdown, JsonObject? attachments)
    {
        var document = Markdown.Parse(markdown, s_pipeline);
        foreach (var image in document.Descendants<LinkInline>().Where(link => link.IsImage).ToList())
        {
            if (Embed(image.Url ?? "", attachments ?? []) is { } url)
                image.Url = url;
            else
                image.IsImage = false;
        }
        using var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        s_pipeline.Setup(renderer);
        renderer.ObjectRenderers.Insert(0, new MathInlineRenderer());
        renderer.ObjectRenderers.Insert(0, new MathBlockRenderer());
        renderer.Render(document);
        return text.ToString();
    }

    private static MarkdownPipeline Pipeline()
    {
        var builder = new MarkdownPipelineBuilder().UsePipeTables().UseEmphasisExtras().UseAutoLinks().UseTaskLists().UseFootnotes().UseAutoIdentifiers();
        builder.BlockParsers.Insert(0, new MathBlockParser());
        builder.InlineParsers.Insert(0, new TexInlineParser());
        return builder.Build();
    }

    // Null when the picture cannot come into the page.
    private string? Embed(string url, JsonObject attachments)
    {
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return url;
        if (url.StartsWith(Attachment, StringComparison.Ordinal))
            return attachments[Uri.UnescapeDataString(url[Attachment.Length..])] is JsonObject forms ? OfAttachment(forms) : null;
        if (PictureType(url) is not { } type || Uri.TryCreate(url, UriKind.Absolute, out _))
            return null;
        var file = new FileInfo(Path.Combine(folder, Uri.UnescapeDataString(url)));
        return file is { Exists: true, Length: < LargestPicture } ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file.FullName))}" : null;
    }

    private static string? OfAttachment(JsonObject forms) =>
        forms.Where(form => form.Key.StartsWith("image/", StringComparison.Ordinal))
            .Select(form => $"data:{form.Key};base64,{JupyterMessage.Text(forms, form.Key)}")
            .FirstOrDefault();

    private static string? PictureType(string url) => Path.GetExtension(url).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        ".svg" => "image/svg+xml",
        _ => null,
    };

    private sealed class MathInlineRenderer : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj) =>
            renderer.Write(TexMath.ToMathML(obj.Content.ToString(), block: obj.DelimiterCount > 1));
    }

    private sealed class MathBlockRenderer : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj) =>
            renderer.Write(TexMath.ToMathML(obj.Lines.ToString(), block: true));
    }
}
