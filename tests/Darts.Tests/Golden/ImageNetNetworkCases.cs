using Darts.Kernels;
using Darts.Networks;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>6_imagenet: the evaluation network for large images, input and weights by recipe.</summary>
public class ImageNetNetworkCases
{
    [Theory]
    [InlineData("DARTS_V2_f64", ComputePath.Reference)]
    [InlineData("DARTS_V2_f64", ComputePath.Fast)]
    [InlineData("DARTS_V2_f32", ComputePath.Reference)]
    [InlineData("DARTS_V2_f32", ComputePath.Fast)]
    public void The_evaluation_network_gives_the_authors_numbers(string name, ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase($"6_imagenet/{name}");
        var config = golden.Config;
        using var network = new ImageNetNetwork(GenotypeCases.Read(config.GetProperty("genotype")), new ImageNetNetworkOptions
        {
            Channels = config.GetProperty("C").GetInt32(),
            Cells = config.GetProperty("layers").GetInt32(),
            Classes = config.GetProperty("num_classes").GetInt32(),
            Type = golden.Type,
            Path = path,
        });
        Assert.Equal(config.GetProperty("num_params").GetInt64(), ModelStatistics.CountParameters(network.Weights));
        CifarNetworkCases.LoadRecipe(golden, network);
        var recipe = golden.Root.GetProperty("input_recipe");
        var shape = config.GetProperty("input_shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var x = (recipe.GetProperty("scale").GetDouble() * GoldenRecipe.Uniform(recipe.GetProperty("seed").GetUInt64(), shape.Aggregate((a, b) => a * b))).reshape(shape).to(golden.Type);
        golden.AssertTriples("x", [x]);

        network.train();
        var (logits, auxiliary) = network.Classify(x);
        golden.AssertClose("out/logits_train", logits);
        golden.AssertClose("out/logits_aux_train", auxiliary);
        CifarNetworkCases.AssertLossAndGradients(golden, network, logits, auxiliary!);
        network.eval();
        golden.AssertClose("out/logits_eval", network.forward(x));
    }
}
