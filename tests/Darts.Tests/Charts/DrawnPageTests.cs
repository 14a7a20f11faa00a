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
    public async Task Slider_and_play_button_of_the_animation_show_the_alphas_of_each_epoch_and_what_they_keep()
    {
        NotebookFormatters.Register(offlineHtml: true);
        var epochs = Samples.Epochs(3, 3);
        var page = $$"""
            <!DOCTYPE html><meta charset="utf-8">{{AlphaCharts.Animation(epochs).ToDisplayString("text/html")}}<p id="seen"></p><script>
            const pause = () => new Promise(done => setTimeout(done, 50));
            const until = async condition => { while (!condition()) await pause(); };
            (async () => {
              await until(() => document.querySelector(".slider-rail-touch-rect"));
              const plot = document.querySelector(".js-plotly-plot"), seen = [];
              const note = () => seen.push(`${plot.layout.sliders[0].active}: ${plot.data[0].z[5][3].toFixed(4)} ${plot.data[1].z[5][3].toFixed(4)} ${plot.data[2].y}`);
              note();
              const rail = document.querySelector(".slider-rail-touch-rect").getBoundingClientRect();
              const press = (type, target, x) => target.dispatchEvent(new MouseEvent(type, { bubbles: true, view: window, clientX: x, clientY: rail.top + rail.height / 2 }));
              press("mousedown", document.querySelector(".slider-rail-touch-rect"), rail.left + 2);
              press("mouseup", plot, rail.left + 2);
              await until(() => plot.layout.sliders[0].active === 0);
              await pause();
              note();
              plot.on("plotly_animatingframe", () => setTimeout(note, 100));
              document.querySelector(".updatemenu-button").dispatchEvent(new MouseEvent("click", { bubbles: true }));
              await until(() => seen.length === 5);
              document.getElementById("seen").textContent = seen.join("; ");
            })();
            </script>
            """;

        var dom = await Chromium.DumpAsync(page);

        string Shown(int index) => FormattableString.Invariant($"{index}: {epochs[index].Normal.Probability(5, 3):0.0000} {epochs[index].Reduction.Probability(5, 3):0.0000} ")
            + string.Join(',', Derivation.Derive(epochs[index].Normal).Edges.Select(edge => $"{edge.From}→{edge.To}"));
        Assert.Contains($"<p id=\"seen\">{Shown(2)}; {Shown(0)}; {Shown(0)}; {Shown(1)}; {Shown(2)}</p>", dom, StringComparison.Ordinal);
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
