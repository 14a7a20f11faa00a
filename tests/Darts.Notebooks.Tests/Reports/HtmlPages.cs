using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Pictures;
using Darts.Notebooks.Reports;

namespace Darts.Notebooks.Tests.Reports;

public sealed partial class HtmlPages : IDisposable
{
    private const string Figure = """{"output_type": "display_data", "metadata": {}, "data": {"application/vnd.plotly.v1+json": {"data": [{"type": "bar", "x": ["</script>", "b"], "y": [1, 2]}], "layout": {}}}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cells_and_outputs_are_shown_in_their_order()
    {
        var page = Page(Code("Console.WriteLine(1);", 7, """{"output_type": "stream", "name": "stdout", "text": "10 %\r20 %\n<one>"}""", """{"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["\u001b[31mtrace\u001b[0m"]}"""));

        Assert.Equal("A title", Title().Match(page).Groups[1].Value);
        Assert.Matches("(?s)<h1[^>]*>A title</h1>.*<div class=\"count\">7</div>.*Console.*20 %\n&lt;one&gt;</pre>.*<pre class=\"error\"><span class=\"ansi-1\">trace</span></pre>.*raw &amp; text", page);
        Assert.DoesNotContain("10 %", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"image/png": "AQID", "text/html": "<b>no</b>", "application/vnd.plotly.v1+json": {}}""", "src=\"data:image/png;base64,AQID\"")]
    [InlineData("""{"image/svg+xml": ["<svg onload='alert(1)'/>"]}""", "src=\"data:image/svg+xml;base64,")]
    [InlineData("""{"text/html": ["<b>", "yes</b>"], "text/plain": "no"}""", "<div class=\"html\"><b>yes</b></div>")]
    [InlineData("""{"text/markdown": "**yes**", "text/plain": "no"}""", "<strong>yes</strong>")]
    [InlineData("""{"text/latex": "$x^2$"}""", "<msup><mi>x</mi><mn>2</mn></msup>")]
    [InlineData("""{"application/json": {"a": "<"}}""", "\\u003C")]
    [InlineData("""{"application/javascript": "alert(1)", "text/plain": "<yes>"}""", "&lt;yes&gt;")]
    public void Of_a_value_the_first_form_that_needs_no_script_is_shown(string data, string expected)
    {
        var page = Page(Code("x", 1, $$"""{"output_type": "display_data", "metadata": {}, "data": {{data}}}"""));

        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.DoesNotContain(">no<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("script-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_asks_the_network_for_nothing_and_suits_light_and_dark()
    {
        var page = Page(Code("x", 1));

        Assert.DoesNotMatch("(?i)<(link|iframe)|@import|url\\(|src=\"(?!data:)", page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Equal(page, Page(Code("x", 1)));
    }

    [Fact]
    public void A_figure_without_plotly_is_missed_in_the_page_and_aloud()
    {
        var warnings = new List<string>();
        var page = HtmlPage.Of(Book(Code("x", 1, Figure)), _folder.File("x.ipynb"), _folder.File("none.js"), warnings.Add);

        Assert.Contains("plotly.js was not found", page, StringComparison.Ordinal);
        Assert.Contains("none.js", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_browser_without_network_draws_the_figures_and_runs_no_script_of_an_output()
    {
        var page = HtmlPage.Of(
            Book(Code("x", 1, Figure, """{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<script>document.title = 'taken over'</script><img src='data:,' onerror='document.title = 1'>"}}""")),
            _folder.File("x.ipynb"),
            Path.Combine(Kit.Folder(), "Plotly.NET.dll"),
            warning => Assert.Fail(warning));

        var dom = Dom(page);

        Assert.Contains("main-svg", dom, StringComparison.Ordinal);
        Assert.Matches("class=\"xtick\">.*&lt;/script&gt;", dom);
        Assert.Equal("A title", Title().Match(dom).Groups[1].Value);
    }

    private string Page(NotebookCell cell) => HtmlPage.Of(Book(cell), _folder.File("x.ipynb"), _folder.File("none.js"), warning => Assert.Fail(warning));

    private static Notebook Book(NotebookCell cell)
    {
        var notebook = Notebook.Create();
        notebook.Insert(0, NotebookCell.Markdown("a", "# A title"));
        notebook.Insert(1, cell);
        notebook.Insert(2, new NotebookCell(JsonNode.Parse("""{"cell_type": "raw", "id": "r", "metadata": {}, "source": "raw & text"}""")!.AsObject()));
        return notebook;
    }

    private static NotebookCell Code(string source, int count, params string[] outputs)
    {
        var cell = NotebookCell.Code("c", source);
        cell.ExecutionCount = count;
        foreach (var output in outputs)
            cell.Outputs.Add(JsonNode.Parse(output));
        return cell;
    }

    private string Dom(string page)
    {
        if (Chromium.Find() is not { } browser)
        {
            Assert.Skip("Chromium is not here.");
            return "";
        }
        var file = _folder.Write("page.html", page);
        var start = new ProcessStartInfo(
            browser.Executable,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={_folder.File("profile")}", "--virtual-time-budget=20000", "--dump-dom", new Uri(file).AbsoluteUri,
            ])
        { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var dom = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return dom;
    }

    [GeneratedRegex("<title>(.*?)</title>")]
    private static partial Regex Title();
}
