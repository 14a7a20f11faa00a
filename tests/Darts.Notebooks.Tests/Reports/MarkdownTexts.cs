using System.Text.Json.Nodes;
using Darts.Notebooks.Reports;

namespace Darts.Notebooks.Tests.Reports;

public sealed class MarkdownTexts : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("costs $5 and $6", "<p>costs $5 and $6</p>\n")]
    [InlineData("a $x_1$ b_1 c_1", "<p>a <math><mrow><msub><mi>x</mi><mn>1</mn></msub></mrow></math> b_1 c_1</p>\n")]
    [InlineData("$$ x $$", "<p><math display=\"block\"><mrow><mi>x</mi></mrow></math></p>\n")]
    [InlineData("$$\nx\n$$", "<math display=\"block\"><mrow><mi>x</mi></mrow></math>")]
    [InlineData("`$x$` \\$y$", "<p><code>$x$</code> $y$</p>\n")]
    [InlineData("$not closed", "<p>$not closed</p>\n")]
    [InlineData("<span id=\"a\">b</span>", "<p><span id=\"a\">b</span></p>\n")]
    public void Formulas_stand_in_texts_by_Jupyters_rules(string markdown, string html) => Assert.Equal(html, ToHtml(markdown));

    [Fact]
    public void Tables_and_tasks_are_rendered()
    {
        Assert.Contains("<td>1</td>", ToHtml("| a |\n|---|\n| 1 |"), StringComparison.Ordinal);
        Assert.Contains("type=\"checkbox\"", ToHtml("- [x] done"), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_come_into_the_page_or_become_links()
    {
        Directory.CreateDirectory(_folder.File("sub"));
        File.WriteAllBytes(_folder.File("sub/a b.png"), [1, 2, 3]);
        var attachments = JsonNode.Parse("""{"p.png": {"image/png": "aGVsbG8="}, "bad.png": 1}""")!.AsObject();

        Assert.Contains("src=\"data:image/png;base64,AQID\"", ToHtml("![](sub/a%20b.png)"), StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/png;base64,aGVsbG8=\"", ToHtml("![x](attachment:p.png)", attachments), StringComparison.Ordinal);
        foreach (var url in (string[])["https://example.com/x.png", "none.png", "attachment:none.png", "attachment:bad.png", "secret.txt", "file:///etc/x.png"])
            Assert.DoesNotContain("<img", ToHtml($"![x]({url})", attachments), StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.com/x.png\">x</a>", ToHtml("![x](https://example.com/x.png)"), StringComparison.Ordinal);
    }

    [Fact]
    public void Quotes_in_quotes_without_end_are_shown_as_written() =>
        Assert.StartsWith("<pre>&gt;&gt;", ToHtml(new string('>', 5000) + "x"), StringComparison.Ordinal);

    private string ToHtml(string markdown, JsonObject? attachments = null) => new MarkdownHtml(_folder.Path).ToHtml(markdown, attachments);
}
