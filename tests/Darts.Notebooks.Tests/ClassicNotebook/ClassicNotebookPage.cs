using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Pictures;

namespace Darts.Notebooks.Tests.ClassicNotebook;

/// <summary>The classic Notebook's page on the installed kernel, used as a reader uses it: by its buttons.</summary>
public class ClassicNotebookPage
{
    private const string Token = "for-this-test-alone";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task It_opens_a_notebook_runs_a_cell_interrupts_one_and_shows_charts()
    {
        Kit.Folder();
        var chromium = Chromium.Find();
        if (chromium is null)
            Assert.Skip("Chromium is not here.");
        using var time = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var folder = new TemporaryFolder();
        new KernelInstallation(folder.File("jupyter"), NotebookDefaults.KernelName).Install(".NET (C#)", replace: false);
        Save(folder.File("page.ipynb"));
        using var server = await NotebookServer.StartAsync(folder, Token, time.Token);
        await using var page = await BrowserPage.OpenAsync(chromium.Executable, new Uri(server.Address, $"notebooks/page.ipynb?token={Token}"), time.Token);

        // It opens without asking for a kernel.
        await page.WaitForAsync("Jupyter.notebook.kernel.is_connected()", s_patience, time.Token);
        Assert.Equal(".net-csharp", (await page.EvaluateAsync("Jupyter.notebook.kernel.name", time.Token))!.GetValue<string>());

        await RunCellAsync(page, 0, time.Token);
        await page.WaitForAsync($"{Text(0)} == '42'", s_patience, time.Token);

        await RunCellAsync(page, 1, time.Token);
        await page.WaitForAsync($"{Text(1)} == 'begun'", s_patience, time.Token);
        await PressAsync(page, "interrupt-kernel", time.Token);
        await page.WaitForAsync($"{Text(1)}.includes('The cell was interrupted.')", s_patience, time.Token);

        foreach (var cell in (int[])[2, 3, 4])
            await RunCellAsync(page, cell, time.Token);
        // The state has survived, and both kinds of pictures stand there.
        await page.WaitForAsync($"{Text(2)} == '43'", s_patience, time.Token);
        await page.WaitForAsync("document.querySelector('.js-plotly-plot .main-svg .trace')", s_patience, time.Token);
        await page.WaitForAsync("document.querySelectorAll('.code_cell')[4].querySelector('.output_svg svg, .output_html svg')", s_patience, time.Token);
        if (Environment.GetEnvironmentVariable("DARTS_SCREENSHOTS") is { Length: > 0 } screenshots)
            await File.WriteAllBytesAsync(Path.Combine(screenshots, "classic-notebook.png"), await page.PictureAsync("#notebook-container", time.Token), time.Token);
        Assert.InRange(Colours(await page.PictureAsync(".js-plotly-plot", time.Token)), 20, int.MaxValue);
    }

    private static string Text(int cell) => $"document.querySelectorAll('.code_cell')[{cell}].querySelector('.output').innerText.trim().replace(/^Out\\[\\d+\\]:\\s*/, '')";

    private static async Task RunCellAsync(BrowserPage page, int cell, CancellationToken limit)
    {
        await page.EvaluateAsync($"Jupyter.notebook.select({cell})", limit);
        await PressAsync(page, "run-cell-and-select-next", limit);
    }

    private static async Task PressAsync(BrowserPage page, string button, CancellationToken limit) =>
        await page.EvaluateAsync($"document.querySelector('button[data-jupyter-action=\"jupyter-notebook:{button}\"]').click()", limit);

    private static int Colours(byte[] png)
    {
        var picture = PngReader.Read(png);
        Assert.NotNull(picture);
        return picture.Pixels.Distinct().Count();
    }

    private static void Save(string file)
    {
        var kit = Path.Combine(Kit.Root, "notebooks", "kit.csx");
        string[] cells =
        [
            "var answer = 6 * 7;\nanswer",
            "answer++;\nConsole.WriteLine(\"begun\");\nwhile (true) { }",
            $"#!import {kit}\nNotebookFormatters.Register(offlineHtml: true);\nanswer",
            "ToyBilevelCharts.Trajectories([new ToyTrajectory(\"a path\", [(2, -2), (1.5, 0.5), (1, 1)])], (alpha, w) => alpha * w - 2 * alpha + 1, (1, 1), \"A chart\")",
            "CellGraph.Draw(PublishedGenotypes.Find(\"DARTS_V2\").Genotype.Normal)",
        ];
        var notebook = Notebook.Create();
        for (var i = 0; i < cells.Length; i++)
            notebook.Insert(i, NotebookCell.Code($"c{i}", cells[i]));
        notebook.Save(file);
    }
}
