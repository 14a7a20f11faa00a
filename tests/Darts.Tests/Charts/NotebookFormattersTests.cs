using System.Globalization;
using System.Text.Json;
using Darts.Charts;
using Darts.Genotypes;
using Darts.Networks;
using Darts.Operations;
using Darts.Runtime;
using Darts.Search;
using Darts.Training;
using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;

namespace Darts.Tests.Charts;

// The registry of formatters is one a process.
[CollectionDefinition(nameof(NotebookFormattersTests), DisableParallelization = true)]
public class FormatterRegistry;

[Collection(nameof(NotebookFormattersTests))]
public sealed class NotebookFormattersTests : IDisposable
{
    private const string Figure = "application/vnd.plotly.v1+json";

    public NotebookFormattersTests() => NotebookFormatters.Register();

    public void Dispose() => Formatter.ResetToDefault();

    private static Dictionary<string, string> Bundle(object value) =>
        Formatter.GetPreferredMimeTypesFor(value.GetType()).ToDictionary(mime => mime, mime => value.ToDisplayString(mime));

    [Fact]
    public void A_chart_shows_as_a_plotly_figure_and_as_text()
    {
        var chart = SearchCharts.Curves(Samples.Epochs(3, 3));
        var bundle = Bundle(chart);
        Assert.Equal([Figure, "text/plain"], bundle.Keys);
        using var figure = JsonDocument.Parse(bundle[Figure]);
        Assert.Equal(4, figure.RootElement.GetProperty("data").GetArrayLength());
        Assert.Equal("Loss and accuracy of the search network [train, valid]", bundle["text/plain"]);
    }

    [Fact]
    public void Charts_of_several_traces_and_charts_that_a_user_makes_show_the_same_way()
    {
        var line = Plotly.NET.CSharp.Chart.Line<int, int, string>(x: [1, 2], y: [3, 4], Name: "mine");
        foreach (var chart in new[] { line, Plotly.NET.CSharp.Chart.Combine([line, line]) })
        {
            var bundle = Bundle(chart);
            Assert.Equal([Figure, "text/plain"], bundle.Keys);
            Assert.Equal("Chart [mine]", bundle["text/plain"]);
        }
    }

    [Fact]
    public void On_dotnet_interactive_a_chart_is_html_that_needs_no_network()
    {
        NotebookFormatters.Register(offlineHtml: true);
        var bundle = Bundle(SearchCharts.Curves(Samples.Epochs(3, 3), "</script> in a title"));
        Assert.Equal(["text/html", "text/plain"], bundle.Keys);
        Assert.DoesNotContain("src=", bundle["text/html"], StringComparison.Ordinal);
        Assert.Equal(1, bundle["text/html"].Split("</script>").Length - 1);
        Assert.InRange(bundle["text/html"].Length, 1_000_000, 2_000_000);
        Assert.StartsWith("<svg", Bundle(PublishedGenotypes.DartsV2)["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void Genotypes_cells_and_alphas_show_as_pictures_and_as_text()
    {
        var published = PublishedGenotypes.Find("DARTS_V2");
        foreach (var value in new object[] { published, published.Genotype, published.Genotype.Normal, Samples.Alphas(), CellGraph.Draw(published) })
        {
            var bundle = Bundle(value);
            Assert.Equal(["image/svg+xml", "text/plain"], bundle.Keys);
            Assert.NotEmpty(new SvgDrawing(bundle["image/svg+xml"]).Texts);
        }

        Assert.Equal(published.Genotype.ToString(), Bundle(published.Genotype)["text/plain"]);
        Assert.Contains("Genotype(normal=[('sep_conv_3x3', 0)", Bundle(published)["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_operation_sets_and_lists_of_cells_show_as_tables()
    {
        var epochs = Samples.Epochs(2, 3).ToList();
        foreach (var value in new object[] { epochs[0], epochs, OperationSet.Darts, PublishedGenotypes.All })
        {
            var bundle = Bundle(value);
            Assert.Equal(["text/html", "text/plain"], bundle.Keys);
            Assert.StartsWith("<table>", bundle["text/html"], StringComparison.Ordinal);
        }

        Assert.Contains("valid loss, accuracy", Bundle(epochs[0])["text/plain"], StringComparison.Ordinal);
        Assert.Equal(3, Bundle(epochs)["text/plain"].Split('\n').Length);
        Assert.Contains("skip_connect", Bundle(OperationSet.Darts)["text/html"], StringComparison.Ordinal);
        Assert.Contains("2.76 ± 0.09", Bundle(PublishedGenotypes.All)["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_size_of_a_model_and_the_costs_of_operations_show_as_tables()
    {
        NativeLibraries.Load();
        using var network = new CifarNetwork(PublishedGenotypes.DartsV2, new() { Channels = 4, Cells = 3, Auxiliary = false });
        var statistics = ModelStatistics.Of(network);
        var size = Bundle(statistics);
        Assert.Equal(["text/html", "text/plain"], size.Keys);
        foreach (var part in new[] { "stem", "cell 1", "cell 3", "classifier", statistics.Parameters.ToString("N0", CultureInfo.InvariantCulture), statistics.MultiplyAdds.ToString("N0", CultureInfo.InvariantCulture) })
            Assert.All(size.Values, form => Assert.Contains(part, form, StringComparison.Ordinal));

        var costs = Bundle(new OperationCost[] { new("sep_conv_3x3", 800, 819_200, 12.34), new("skip_connect", 0, 0, 1.5) });
        Assert.Equal(["text/html", "text/plain"], costs.Keys);
        Assert.Matches(@"sep_conv_3x3 +800 +819,200 +12\.3", costs["text/plain"]);
    }

    [Fact]
    public void Every_options_record_of_the_library_shows_its_names_and_values()
    {
        var records = typeof(OperationSet).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.IsAbstract).ToList();
        Assert.Contains(typeof(BilevelSearchOptions), records);
        Assert.All(records, type => Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(type)));

        var search = Bundle(new BilevelSearchOptions { Epochs = 7 });
        Assert.Matches("Epochs +7\n", search["text/plain"]);
        Assert.StartsWith("<table><caption", search["text/html"], StringComparison.Ordinal);
        Assert.Matches("GradientClip +5", Bundle(RetrainingOptions.Cifar)["text/plain"]);
    }

    private sealed record SampleOptions
    {
        public double LearningRate { get; init; } = 0.025;

        public int[] Sizes { get; init; } = [1, 2];

        public string? Name { get; init; }

        public OperationSet Operations { get; init; } = OperationSet.Darts.Without("none");
    }

    [Fact]
    public void Options_show_as_names_and_values()
    {
        NotebookFormatters.RegisterProperties(typeof(SampleOptions));
        var bundle = Bundle(new SampleOptions { Name = "<a>" });
        Assert.Equal(["text/html", "text/plain"], bundle.Keys);
        Assert.Contains("LearningRate  0.025", bundle["text/plain"], StringComparison.Ordinal);
        Assert.Contains("Sizes         [1, 2]", bundle["text/plain"], StringComparison.Ordinal);
        Assert.Contains("max_pool_3x3, avg_pool_3x3", bundle["text/plain"], StringComparison.Ordinal);
        Assert.Contains("&lt;a&gt;", bundle["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_shows_its_shape_type_device_and_first_numbers()
    {
        NativeLibraries.Load();
        using var tensor = torch.arange(12, torch.ScalarType.Float32).reshape(3, 4);
        Assert.Equal("Tensor [3, 4] Float32 cpu: [0, 1, 2, 3, 4, 5, 6, 7, ...]", Bundle(tensor)["text/plain"]);
        using var flag = torch.tensor(true);
        Assert.Equal("Tensor [] Bool cpu: [1]", Bundle(flag)["text/plain"]);
        using var empty = torch.zeros(0, 3);
        Assert.Equal("Tensor [0, 3] Float32 cpu: []", Bundle(empty)["text/plain"]);
        Assert.Equal(["text/plain"], Bundle(tensor).Keys);
        using var module = torch.nn.Linear(2, 1);
        Assert.Contains("requires_grad", Bundle(module.weight!)["text/plain"], StringComparison.Ordinal);
        tensor.Dispose();
        Assert.Contains("disposed", Bundle(tensor)["text/plain"], StringComparison.Ordinal);
    }
}
