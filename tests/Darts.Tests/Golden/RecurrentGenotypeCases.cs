using Darts.Recurrent;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>7_rnn/genotype_f64: from alphas to recurrent genotypes, with ties and dominating none.</summary>
public class RecurrentGenotypeCases
{
    public static IEnumerable<TheoryDataRow<string>> Tags()
    {
        using var golden = new GoldenCase("7_rnn/genotype_f64");
        return [.. golden.Root.GetProperty("genotypes").EnumerateArray().Select(item => new TheoryDataRow<string>(item.GetProperty("tag").GetString()!))];
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Section_2_4_the_strongest_edge_of_every_node_with_its_strongest_activation(string tag)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("7_rnn/genotype_f64");
        var expected = golden.Root.GetProperty("genotypes").EnumerateArray().Single(item => item.GetProperty("tag").GetString() == tag);
        var logits = golden[$"{tag}/alphas"];
        var alphas = new RecurrentAlphas(ActivationSet.Darts, new RecurrentTopology(8), GenotypeCases.Matrix(logits), GenotypeCases.Matrix(logits.softmax(-1)));
        Assert.Equal(RecurrentModels.Genotype(expected), alphas.Derive());
    }
}
