using Darts.Notebooks.Documents;
using Darts.Notebooks.Jupyter;
using Darts.Notebooks.Tests.Browsing;

namespace Darts.Notebooks.Tests.Jupyter;

/// <summary>The classic Notebook's page on the installed kernel, used as a reader uses it: by its buttons.</summary>
public class ClassicNotebookPage
{
    [Fact]
    public async Task It_opens_a_notebook_runs_a_cell_interrupts_one_and_shows_charts()
    {
        Kit.Folder();
        using var folder = new TemporaryFolder();
        Save(folder.File("page.ipynb"));
        using var server = await JupyterServer.StartAsync(folder.File("page.ipynb"));
        new KernelInstallation(server.DataFolder, NotebookDefaults.KernelName).Install(".NET (C#)", replace: false);
        await using var page = await PageBrowser.StartAsync();

        // It opens without asking for a kernel.
        await page.OpenAsync(server.Address("page.ipynb"), "window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()");
        Assert.Equal(".net-csharp", (await page.EvaluateAsync("Jupyter.notebook.kernel.name"))!.GetValue<string>());

        await RunCellAsync(page, 0);
        await page.WaitAsync($"{Text(0)} === '42'");

        await RunCellAsync(page, 1);
        await page.WaitAsync($"{Text(1)} === 'begun'");
        await PressAsync(page, "interrupt-kernel");
        await page.WaitAsync($"{Text(1)}.includes('The cell was interrupted.')");

        foreach (var cell in (int[])[2, 3, 4])
            await RunCellAsync(page, cell);
        // The state has survived, and both kinds of pictures stand there.
        await page.WaitAsync($"{Text(2)} === '43'");
        await page.WaitAsync("document.querySelector('.js-plotly-plot .main-svg .trace')");
        await page.WaitAsync("document.querySelectorAll('.code_cell')[4].querySelector('.output_svg svg, .output_html svg')");
        // The page's own styles leave no part of the cell out.
        Assert.True((await page.EvaluateAsync("[...document.querySelectorAll('.darts-cell rect')].every(box => box.getBoundingClientRect().width > 0)"))!.GetValue<bool>());
        if (Environment.GetEnvironmentVariable("DARTS_SCREENSHOTS") is { Length: > 0 } screenshots)
            await page.SaveAsync(Path.Combine(screenshots, "classic-notebook.png"), height: 1600);
    }

    private static string Text(int cell) => $"document.querySelectorAll('.code_cell')[{cell}].querySelector('.output').innerText.trim().replace(/^Out\\s*\\[\\d+\\]:\\s*/, '')";

    private static async Task RunCellAsync(PageBrowser page, int cell)
    {
        await page.EvaluateAsync($"Jupyter.notebook.select({cell}), 0");
        await PressAsync(page, "run-cell-and-select-next");
    }

    private static async Task PressAsync(PageBrowser page, string button) =>
        await page.EvaluateAsync($"document.querySelector('button[data-jupyter-action=\"jupyter-notebook:{button}\"]').click()");

    private static void Save(string file)
    {
        string[] cells =
        [
            "var answer = 6 * 7;\nanswer",
            "answer++;\nConsole.WriteLine(\"begun\");\nwhile (true) { }",
            $"#!import {Path.Combine(Kit.Root, "notebooks", "kit.csx")}\nNotebookFormatters.Register(offlineHtml: true);\nanswer",
            "ToyBilevelCharts.Trajectories([new ToyTrajectory(\"a path\", [(2, -2), (1.5, 0.5), (1, 1)])], (alpha, w) => alpha * w - 2 * alpha + 1, (1, 1), \"A chart\")",
            "CellGraph.Draw(PublishedGenotypes.Find(\"DARTS_V2\").Genotype)",
        ];
        var notebook = Notebook.Create();
        for (var i = 0; i < cells.Length; i++)
            notebook.Insert(i, NotebookCell.Code($"c{i}", cells[i]));
        notebook.Save(file);
    }
}
