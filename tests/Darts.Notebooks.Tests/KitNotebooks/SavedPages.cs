using System.Text.Json.Nodes;
using Darts.Notebooks.Documents;
using Darts.Notebooks.Reports;
using Darts.Notebooks.Tests.Browsing;

namespace Darts.Notebooks.Tests.KitNotebooks;

/// <summary>
/// The notebooks as they are committed, in a browser without network: every chart is seen, in the classic Notebook, in the HTML report, and
/// where a front end draws the figure that is saved beside the picture.
/// </summary>
public sealed class SavedPages
{
    private const string Figure = "application/vnd.plotly.v1+json";
    private const string Drawing = "image/svg+xml";
    private const string Picture = "image/png";

    // A picture that was drawn has its size and more colours than an empty page.
    private const string Seen =
        """
        (selector => [...document.querySelectorAll(selector)].filter(image => {
          if (!image.complete || image.naturalWidth < 200 || image.getBoundingClientRect().width < 200) return false;
          const canvas = document.createElement('canvas');
          canvas.width = image.naturalWidth;
          canvas.height = image.naturalHeight;
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
          return new Set(pixels).size > 8;
        }).length)
        """;

    public static IEnumerable<TheoryDataRow<string>> Names() => ShippedNotebooks.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_classic_Notebook_shows_a_picture_for_every_chart(string name)
    {
        var charts = Charts(Notebook.Read(ShippedNotebooks.File(name))).Count();
        using var server = await JupyterServer.StartAsync(ShippedNotebooks.File(name));
        await using var browser = await PageBrowser.StartAsync();

        await browser.OpenAsync(server.Address(name), "window.Jupyter && Jupyter.notebook && Jupyter.notebook._fully_loaded");
        await browser.WaitAsync("[...document.querySelectorAll('.output img')].every(image => image.complete)");

        Assert.True(charts > 0);
        Assert.Equal(charts, (await browser.EvaluateAsync($"{Seen}('.output img')"))!.GetValue<int>());
        Assert.Equal(0, (await browser.EvaluateAsync("document.querySelectorAll('.output_error').length"))!.GetValue<int>());
        Assert.All(browser.Requests, request => Assert.StartsWith("http://127.0.0.1:", request, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_report_shows_a_picture_for_every_chart(string name)
    {
        var notebook = Notebook.Read(ShippedNotebooks.File(name));
        await using var browser = await PageBrowser.StartAsync();

        await OpenReportAsync(browser, notebook, name);

        Assert.Equal(Charts(notebook).Count(), (await browser.EvaluateAsync($"{Seen}('.output img.picture')"))!.GetValue<int>());
        Assert.Empty(browser.Requests);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Plotly_draws_every_figure_that_is_saved_beside_a_picture(string name)
    {
        var notebook = Notebook.Read(ShippedNotebooks.File(name));
        var figures = Charts(notebook).Where(data => data.ContainsKey(Figure)).ToList();
        foreach (var data in figures)
            data.Remove(Picture);
        await using var browser = await PageBrowser.StartAsync();

        await OpenReportAsync(browser, notebook, name);
        await browser.WaitAsync($"document.querySelectorAll('.figure.js-plotly-plot').length === {figures.Count}");

        // Marks of every kind of trace that the kit's charts are made of: images of heat maps, points, bars, contours.
        const string Drawn = "[...document.querySelectorAll('.figure.js-plotly-plot')].filter(plot => plot.querySelector('.main-svg .plot :is(image, path)') && plot._fullData.length > 0).length";
        Assert.Equal(figures.Count, (await browser.EvaluateAsync(Drawn))!.GetValue<int>());
        Assert.Empty(browser.Requests);
    }

    [Fact]
    public async Task Slider_and_play_button_of_a_saved_animation_show_the_alphas_of_each_epoch()
    {
        var notebook = Notebook.Read(ShippedNotebooks.File("07-your-own-pictures.ipynb"));
        var animation = Assert.Single(Charts(notebook), data => data[Figure]?["layout"]?["sliders"] is not null);
        animation.Remove(Picture);
        await using var browser = await PageBrowser.StartAsync();

        await OpenReportAsync(browser, notebook, "07-your-own-pictures.ipynb");
        await browser.WaitAsync("document.querySelector('.slider-rail-touch-rect')");
        await browser.EvaluateAsync(
            """
            window.plot = document.querySelector('.slider-rail-touch-rect').closest('.js-plotly-plot');
            // What is drawn, in the form of a frame.
            window.shown = () => JSON.stringify([...plot.data.slice(0, 2).map(heat => ({ z: heat.z })), ...plot.data.slice(2).map(squares => ({ x: squares.x, y: squares.y }))]);
            window.seen = [];
            plot.on('plotly_redraw', () => seen.push(shown()));
            plot.scrollIntoView();
            const rail = document.querySelector('.slider-rail-touch-rect'), box = rail.getBoundingClientRect();
            const press = (type, target) => target.dispatchEvent(new MouseEvent(type, { bubbles: true, view: window, clientX: box.left + 2, clientY: box.top + box.height / 2 }));
            press('mousedown', rail);
            press('mouseup', plot);
            0
            """);
        var epochs = await Strings("plot.layout.sliders[0].steps.map(step => JSON.stringify(step.args[0][0].data))");
        await browser.WaitAsync("plot.layout.sliders[0].active === 0 && seen.length > 0");
        Assert.Equal(epochs[0], (await browser.EvaluateAsync("shown()"))!.GetValue<string>());

        await browser.EvaluateAsync("seen.length = 0; document.querySelector('.updatemenu-button').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
        await browser.WaitAsync($"plot.layout.sliders[0].active === {epochs.Count - 1} && seen.length >= {epochs.Count}");
        Assert.Equal(epochs, (await Strings("seen")).Distinct());
        Assert.Equal(6, epochs.Distinct().Count());

        async Task<List<string>> Strings(string script) => [.. (await browser.EvaluateAsync(script))!.AsArray().Select(item => item!.GetValue<string>())];
    }

    private static async Task OpenReportAsync(PageBrowser browser, Notebook notebook, string name)
    {
        using var folder = new TemporaryFolder();
        var page = HtmlPage.Of(notebook, ShippedNotebooks.File(name), Path.Combine(Kit.Folder(), "Plotly.NET.dll"), warning => Assert.Fail(warning));
        await browser.OpenAsync(new Uri(folder.Write("report.html", page)).AbsoluteUri);
    }

    private static IEnumerable<JsonObject> Charts(Notebook notebook) => notebook.Cells
        .Where(cell => cell.Kind == CellKind.Code)
        .SelectMany(cell => cell.Outputs)
        .Select(output => output!["data"] as JsonObject)
        .OfType<JsonObject>()
        .Where(data => data.ContainsKey(Figure) || data.ContainsKey(Drawing) || data.ContainsKey(Picture));
}
