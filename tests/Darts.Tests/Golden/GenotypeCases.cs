using System.Text.Json;
using Darts.Cells;
using Darts.Genotypes;
using Darts.Operations;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>3_search/genotype_f64: from alphas to genotypes, with ties, underflow and dominating none.</summary>
public class GenotypeCases
{
    public static IEnumerable<TheoryDataRow<string>> Tags()
    {
        using var golden = new GoldenCase("3_search/genotype_f64");
        return [.. golden.Root.GetProperty("genotypes").EnumerateArray().Select(item => new TheoryDataRow<string>(item.GetProperty("tag").GetString()!))];
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Section_2_4_the_two_strongest_edges_of_every_node_with_their_strongest_operations(string tag)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("3_search/genotype_f64");
        var expected = golden.Root.GetProperty("genotypes").EnumerateArray().Single(item => item.GetProperty("tag").GetString() == tag);
        var derived = new Genotype(Derivation.Derive(Alphas(golden[$"{tag}/alphas_normal"])), Derivation.Derive(Alphas(golden[$"{tag}/alphas_reduce"])));
        Assert.Equal(Read(expected), derived);
    }

    internal static Genotype Read(JsonElement golden) => new(Cell(golden, "normal"), Cell(golden, "reduce"));

    private static CellGenotype Cell(JsonElement golden, string name) => new(
        golden.GetProperty(name).EnumerateArray().Select((item, i) => new Edge(item[0].GetString()!, item[1].GetInt32(), 2 + i / 2)),
        golden.GetProperty($"{name}_concat").EnumerateArray().Select(item => item.GetInt32()));

    private static CellAlphas Alphas(Tensor logits) => new(OperationSet.Darts, new CellTopology(4), Matrix(logits), Matrix(logits.softmax(-1)));

    internal static double[,] Matrix(Tensor values)
    {
        var matrix = new double[values.shape[0], values.shape[1]];
        for (var i = 0; i < matrix.GetLength(0); i++)
        {
            for (var j = 0; j < matrix.GetLength(1); j++)
                matrix[i, j] = values[i, j].item<double>();
        }

        return matrix;
    }
}
