using Darts.Charts;
using Darts.Genotypes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Darts.Tests.Charts;

[Collection(nameof(NotebookFormattersTests))]
public sealed class DrawnPageTests : IDisposable
{
    public void Dispose() => Formatter.ResetToDefault();

    [Fact]
    public async Task Offline_html_draws_every_chart_without_network_and_beside_require_js()
    {
        NotebookFormatters.Register(offlineHtml: true);
        var epochs = Samples.Epochs(4, 5);
        var progress = new SearchProgress();
        progress.Add(epochs[0]);
        object[] charts =
        [
            AlphaCharts.HeatMap(epochs[0].Normal), AlphaCharts.HeatMaps(epochs[0]), AlphaCharts.Animation(epochs), AlphaCharts.Entropy(epochs),
            AlphaCharts.Trajectories([.. epochs.Select(epoch => epoch.Normal)]), SearchCharts.Curves(epochs), SearchCharts.Operations(epochs), progress.Chart(), new SearchProgress().Chart(),
            ToyBilevelCharts.Trajectories([new("ξ = 0", [(2, -2), (2.4, -1.2)])], (alpha, w) => alpha * w),
            RunCharts.Median([new("found", [[60, 70], [62, 75]]), new("random", [[55, 65], [50, 66]])], "accuracy, %"), RunCharts.Schedules([("cosine", [0.025, 0.01])]),
            ArchitectureCharts.SearchProgress([new("1", [(1, 9), (2, 5)]), new("2", [(1, 8), (2, 7)])], [("random", 6.5)]), ArchitectureCharts.ErrorAgainstParameters([new("ours", 1.5, 4, 0.2, "found")]),
        ];
        var page = "<!DOCTYPE html><meta charset=\"utf-8\"><script>window.define = function () {}; window.define.amd = {};</script>"
            + string.Concat(charts.Select(chart => chart.ToDisplayString("text/html")));
        var dom = await Chromium.DumpAsync(page);
        Assert.Equal(charts.Length, dom.Split("class=\"js-plotly-plot\"").Length - 1);
        Assert.Equal(charts.Length, dom.Split("class=\"plot-container plotly\"").Length - 1);
        Assert.Contains(">Mean entropy of the edges<", dom, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_browser_names_of_architectures_touch_neither_each_other_nor_another_point()
    {
        NotebookFormatters.Register(offlineHtml: true);
        var chart = ArchitectureCharts.ErrorAgainstParameters([new("found", 3.2, 2.9, 0.1, "ours"), new("found again", 3.25, 2.88, null, "ours")]);
        var page = $$"""
            <!DOCTYPE html><meta charset="utf-8"><body style="margin:0;width:900px">{{chart.ToDisplayString("text/html")}}<p id="seen"></p><script>
            setTimeout(() => {
              const problems = [], names = [...document.querySelectorAll(".textpoint text")].filter(text => text.textContent).map(text => ({ name: text.textContent, box: text.getBoundingClientRect() }));
              const points = [...document.querySelectorAll(".points path.point")].map(point => ({ name: "a point", box: point.getBoundingClientRect() }));
              names.forEach((a, i) => [...names.slice(i + 1), ...points].forEach(b => {
                if (a.box.left < b.box.right && b.box.left < a.box.right && a.box.top + 2 < b.box.bottom && b.box.top + 2 < a.box.bottom) problems.push(`${a.name} touches ${b.name}`);
              }));
              document.getElementById("seen").textContent = `${names.length} of ${points.length}, ${names.some(item => item.name === "DARTS_V2")}, problems: ${problems.join("; ")}.`;
            }, 8000);
            </script>
            """;
        var dom = await Chromium.DumpAsync(page);
        Assert.Matches("<p id=\"seen\">1[0-9] of 1[0-9], true, problems: \\.</p>", dom);
    }

    [Fact]
    public async Task In_a_browser_no_two_texts_of_a_published_cell_touch_and_labels_fit_their_boxes()
    {
        var pictures = PublishedGenotypes.All.Select(CellGraph.Draw).Append(CellGraph.Draw(Samples.Alphas())).Select(picture => picture.Svg);
        var page = $$"""
            <!DOCTYPE html><meta charset="utf-8"><body>{{string.Concat(pictures)}}<script>
            const problems = []; let texts = 0;
            for (const svg of document.querySelectorAll("svg")) {
              const boxes = [...svg.querySelectorAll("text")].map(element => ({ element, box: element.getBoundingClientRect() }));
              texts += boxes.length;
              boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
                if (a.box.left < b.box.right && b.box.left < a.box.right && a.box.top + 2 < b.box.bottom && b.box.top + 2 < a.box.bottom)
                  problems.push(`${a.element.textContent} touches ${b.element.textContent}`);
              }));
              for (const rect of svg.querySelectorAll("rect.label")) {
                const label = rect.nextElementSibling.getBoundingClientRect(), box = rect.getBoundingClientRect();
                if (label.left < box.left + 2 || label.right > box.right - 2) problems.push(`${rect.nextElementSibling.textContent} leaves its box`);
              }
            }
            document.body.innerHTML = `<p>${texts} texts, problems: ${problems.join("; ")}.</p>`;
            </script>
            """;
        var dom = await Chromium.DumpAsync(page);
        Assert.Matches("<p>[1-9][0-9]{2,} texts, problems: \\.</p>", dom);
    }
}
