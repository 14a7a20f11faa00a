using System.Globalization;
using System.Text.RegularExpressions;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Networks;

namespace Darts.Tests.Golden;

/// <summary>5_cifar/counts: parameters and multiply-adds of the full-size models; and the computed parameters of every published genotype.</summary>
public partial class CountCases
{
    public static IEnumerable<TheoryDataRow<string>> Models()
    {
        using var golden = new GoldenCase("5_cifar/counts");
        return [.. golden.Root.GetProperty("rows").EnumerateArray().Select(row => new TheoryDataRow<string>(row.GetProperty("model").GetString()!))];
    }

    public static IEnumerable<TheoryDataRow<string>> Published() => PublishedGenotypes.All.Select(cell => new TheoryDataRow<string>(cell.Name));

    [Theory]
    [MemberData(nameof(Models))]
    public void The_full_size_model_has_the_authors_parameters_and_multiply_adds(string model)
    {
        using var golden = new GoldenCase("5_cifar/counts");
        var row = golden.Root.GetProperty("rows").EnumerateArray().Single(item => item.GetProperty("model").GetString() == model);
        var statistics = Count(model);
        Assert.Equal(row.GetProperty("params_total").GetInt64(), statistics.ParametersWithAuxiliary);
        Assert.Equal(row.GetProperty("params_without_auxiliary").GetInt64(), statistics.Parameters);
        Assert.Equal(statistics.ParametersWithAuxiliary, statistics.Layers.Sum(layer => layer.Parameters));
        Assert.Equal(statistics.MultiplyAdds + statistics.AuxiliaryMultiplyAdds, statistics.Modules(2).Sum(module => module.MultiplyAdds));
        if (!row.TryGetProperty("madds_eval", out var multiplyAdds))
            return;
        Assert.Equal(multiplyAdds.GetInt64(), statistics.MultiplyAdds);
        Assert.Equal(row.GetProperty("madds_auxiliary").GetInt64(), statistics.AuxiliaryMultiplyAdds);
        Assert.Equal(row.GetProperty("madds_linear_eval").GetInt64(), statistics.Layers.Single(layer => layer.Name == "classifier").MultiplyAdds);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void The_published_cell_has_its_computed_parameters(string name)
    {
        var cell = PublishedGenotypes.Find(name);
        using var network = new CifarNetwork(cell.Genotype, new CifarNetworkOptions { Auxiliary = false });
        // Rounded to hundreds or thousands where it was written down.
        var decimals = cell.ComputedParameters!.Value.ToString(CultureInfo.InvariantCulture).Split('.')[1].Length;
        Assert.Equal(cell.ComputedParameters!.Value, ModelStatistics.CountParameters(network.Weights) / 1e6, Math.Pow(10, -decimals) / 2 + 1e-9);
    }

    private static ModelStatistics Count(string model)
    {
        var match = ModelName().Match(model);
        var (kind, channels, classes, cells) = (match.Groups[1].Value, Number(match, 2), Number(match, 3), Number(match, 4));
        var auxiliary = match.Groups[5].Value == "True";
        var name = match.Groups[6].Value;
        switch (kind)
        {
            case "search Network":
                using (var network = new SearchNetwork(new SearchNetworkOptions { Channels = channels, Classes = classes, Cells = cells, Path = ComputePath.Reference }))
                    return ModelStatistics.Of(network);
            case "NetworkCIFAR":
                using (var network = new CifarNetwork(Genotype(name), new CifarNetworkOptions { Channels = channels, Classes = classes, Cells = cells, Auxiliary = auxiliary }))
                    return ModelStatistics.Of(network);
            default:
                using (var network = new ImageNetNetwork(Genotype(name), new ImageNetNetworkOptions { Channels = channels, Classes = classes, Cells = cells, Auxiliary = auxiliary }))
                    return ModelStatistics.Of(network);
        }
    }

    private static Genotype Genotype(string name) => PublishedGenotypes.Find(name is "NASNet" or "AmoebaNet" ? $"{name}-A" : name).Genotype;

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(.*)\((\d+),(\d+),(\d+)(?:,aux=(\w+),(\w+))?\)$")]
    private static partial Regex ModelName();
}
