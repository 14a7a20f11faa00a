using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Pictures;

namespace Darts.Notebooks.Tests.Pictures;

public class StaticPictures
{
    private const string Figure = """{"data": [{"type": "scatter", "x": [1, 2], "y": [1, 2], "name": "</script>"}], "layout": {"width": 400, "height": 300}}""";
    private const string Drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'><circle cx='50' cy='50' r='40' fill='red'/></svg>";

    private readonly List<string> _warnings = [];

    [Fact]
    public async Task Figures_and_drawings_get_a_picture_where_Jupyter_would_sort_it()
    {
        var figure = Data(("application/vnd.plotly.v1+json", Figure), ("text/plain", "\"a chart\""));
        var empty = Data(("application/vnd.plotly.v1+json", """{"data": [], "layout": {"width": 400, "height": 300}}"""));
        var drawing = Data(("image/svg+xml", $"\"{Drawing}\""), ("text/plain", "\"a circle\""));

        Assert.Equal(3, await Draw(figure, empty, drawing));

        Assert.Empty(_warnings);
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], figure.Select(item => item.Key));
        Assert.Equal(["image/png", "text/plain"], drawing.Select(item => item.Key));
        Assert.Equal((400, 300), Size(figure));
        Assert.Equal((200, 100), Size(drawing));
        Assert.NotEqual(Png(empty), Png(figure));
    }

    [Fact]
    public async Task The_same_figure_gives_the_same_bytes()
    {
        var first = Data(("application/vnd.plotly.v1+json", Figure));
        var second = Data(("application/vnd.plotly.v1+json", Figure));

        await Draw(first, second);

        Assert.Equal(Png(first), Png(second));
    }

    [Fact]
    public async Task What_cannot_be_drawn_is_a_warning_that_names_its_cell_and_the_rest_is_drawn()
    {
        var bad = Data(("application/vnd.plotly.v1+json", """{"data": 3}"""));
        var broken = Data(("image/svg+xml", "\"<svg>\""));
        var good = Data(("image/svg+xml", $"\"{Drawing}\""));

        Assert.Equal(1, await Draw(bad, broken, good));

        Assert.False(bad.ContainsKey("image/png"));
        Assert.Collection(
            _warnings,
            warning => Assert.Matches(@"^cell \[1/3\].*no list of traces", warning),
            warning => Assert.Matches(@"^cell \[2/3\].*not XML", warning));
    }

    [Fact]
    public async Task Outputs_with_a_picture_or_without_a_chart_stay_as_they_are()
    {
        var drawn = Data(("image/png", "\"AAAA\""), ("image/svg+xml", $"\"{Drawing}\""));
        var text = Data(("text/plain", "\"1\""));

        Assert.Equal(0, await Draw(drawn, text));

        Assert.Equal("AAAA", Png(drawn));
        Assert.False(text.ContainsKey("image/png"));
    }

    [Fact]
    public async Task A_browser_that_draws_nothing_is_quoted()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The browser of this test is a shell script.");
            return;
        }
        using var folder = new TemporaryFolder();
        var script = folder.Write("browser", "#!/bin/sh\necho no display >&2\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var page = SvgPage.Of(Drawing);

        var error = await Assert.ThrowsAsync<PictureException>(() => new Chromium(script).DrawAsync(page, folder.Path, TestContext.Current.CancellationToken));

        Assert.Contains("no display", error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Data(params (string MimeType, string Json)[] forms) =>
        new(forms.Select(form => KeyValuePair.Create(form.MimeType, JsonNode.Parse(form.Json))));

    private static string Png(JsonObject data) => data["image/png"]!.GetValue<string>();

    private static (int Width, int Height) Size(JsonObject data)
    {
        var png = Convert.FromBase64String(Png(data));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        return (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    private async Task<int> Draw(params JsonObject[] outputs)
    {
        if (Chromium.Find() is not { } browser)
        {
            Assert.Skip("Chromium is not here.");
            return 0;
        }
        var notebook = Notebook.Create();
        for (var i = 0; i < outputs.Length; i++)
        {
            var cell = NotebookCell.Code($"a{i}", "");
            cell.Outputs.Add(new JsonObject { ["data"] = outputs[i], ["metadata"] = new JsonObject(), ["output_type"] = "display_data" });
            notebook.Insert(i, cell);
        }
        return await new StaticImages(browser, Path.Combine(Kit.Folder(), "Plotly.NET.dll")).AddAsync(notebook, _warnings.Add, TestContext.Current.CancellationToken);
    }
}
