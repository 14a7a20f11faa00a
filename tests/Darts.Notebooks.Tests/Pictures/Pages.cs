using System.Text.Json.Nodes;
using Darts.Notebooks.Pictures;

namespace Darts.Notebooks.Tests.Pictures;

public class Pages
{
    [Theory]
    [InlineData("width='604.9' height='630'", 605, 630)]
    [InlineData("width='72pt' height='36pt'", 96, 48)]
    [InlineData("width='100px' viewBox='0 0 50 25'", 100, 50)]
    [InlineData("height='50' viewBox='0,0,50,25'", 100, 50)]
    [InlineData("width='100%' height='100%' viewBox='0 0 300 200'", 300, 200)]
    [InlineData("viewBox='0 0 300 0'", 700, 450)]
    [InlineData("", 700, 450)]
    [InlineData("width='1800' height='1000'", 900, 500)]
    public void A_drawing_keeps_its_size_and_shrinks_as_a_whole_when_it_is_too_wide(string attributes, int width, int height)
    {
        var page = SvgPage.Of($"<svg xmlns='http://www.w3.org/2000/svg' {attributes}/>");

        Assert.Equal((width, height), (page.Width, page.Height));
    }

    [Fact]
    public void A_drawing_that_is_not_XML_is_refused()
    {
        var error = Assert.Throws<PictureException>(() => SvgPage.Of("<svg>"));

        Assert.Contains("not XML", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data": [], "layout": {}}""", 900, 450)]
    [InlineData("""{"data": []}""", 900, 450)]
    [InlineData("""{"data": [], "layout": {"width": 640, "height": 480.5}}""", 640, 481)]
    [InlineData("""{"data": [], "layout": {"width": 2000, "height": 99999}}""", 900, 4000)]
    [InlineData("""{"data": [], "layout": {"width": null, "height": "tall"}}""", 900, 450)]
    public void A_figure_has_the_size_of_its_layout_within_limits(string figure, int width, int height)
    {
        var page = PlotlyPage.Of(JsonNode.Parse(figure)!);

        Assert.Equal((width, height), (page.Width, page.Height));
    }

    [Fact]
    public void A_text_in_a_figure_cannot_end_the_pages_script()
    {
        var page = PlotlyPage.Of(JsonNode.Parse("""{"data": [{"name": "</script><!--"}]}""")!);

        Assert.DoesNotContain("</script><!--", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Plotly_is_read_out_of_the_kits_assembly()
    {
        var script = System.Text.Encoding.UTF8.GetString(PlotlyScript.Read(Path.Combine(Kit.Folder(), "Plotly.NET.dll")));

        Assert.Contains("plotly.js v2", script[..200], StringComparison.Ordinal);
        Assert.True(script.Length > 3_000_000, $"plotly.js has {script.Length} characters.");
    }

    [Fact]
    public void A_file_without_plotly_is_refused_by_its_name()
    {
        var assembly = typeof(Pages).Assembly.Location;

        Assert.Contains(assembly, Assert.Throws<PictureException>(() => PlotlyScript.Read(assembly)).Message, StringComparison.Ordinal);
        Assert.Contains("none.dll", Assert.Throws<PictureException>(() => PlotlyScript.Read("none.dll")).Message, StringComparison.Ordinal);
    }
}
