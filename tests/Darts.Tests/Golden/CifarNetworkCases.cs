using Darts.Cells;
using Darts.Kernels;
using Darts.Networks;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>5_cifar: the evaluation network for small images with weights by recipe: logits, losses, gradients, running statistics.</summary>
public class CifarNetworkCases
{
    [Theory]
    [InlineData("DARTS_V2_f64", ComputePath.Reference)]
    [InlineData("DARTS_V2_f64", ComputePath.Fast)]
    [InlineData("DARTS_V2_f32", ComputePath.Reference)]
    [InlineData("DARTS_V2_f32", ComputePath.Fast)]
    [InlineData("DARTS_V2_droppath_f64", ComputePath.Reference)]
    [InlineData("DARTS_V2_droppath_f64", ComputePath.Fast)]
    [InlineData("DARTS_V2_layers3_f64", ComputePath.Reference)]
    [InlineData("DARTS_V2_layers3_f64", ComputePath.Fast)]
    [InlineData("NASNet_small_f64", ComputePath.Reference)]
    [InlineData("NASNet_small_f64", ComputePath.Fast)]
    public void The_evaluation_network_gives_the_authors_numbers(string name, ComputePath path)
    {
        var kernelNodes = KernelEngine.NodesOnThisThread;
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase($"5_cifar/{name}");
        using var network = Build(golden, path);
        var drawn = 0;
        var dropPath = golden.Config.GetProperty("drop_path_prob").GetDouble() is > 0 and var probability
            ? new DropPath(probability, _ => golden["in/drop_masks"][drawn++])
            : null;

        network.train();
        var (logits, auxiliary) = network.Classify(golden["in/x"], dropPath);
        // Two images a batch: in float32 batch norm multiplies rounding errors.
        double? tolerance = golden.Type == ScalarType.Float64 ? null : 1e-4;
        golden.AssertClose("out/logits_train", logits, tolerance);
        golden.AssertClose("out/logits_aux_train", auxiliary, tolerance);
        if (dropPath is not null)
            Assert.Equal(golden.Scalar("drop_path_calls"), drawn);
        AssertLossAndGradients(golden, network, logits, auxiliary!);

        network.eval();
        (logits, auxiliary) = network.Classify(golden["in/x"], dropPath);
        golden.AssertClose("out/logits_eval", logits);
        golden.AssertClose("loss_eval", golden.Scalar("loss_eval"), nn.functional.cross_entropy(logits, golden["in/target"]).to(ScalarType.Float64).item<double>());
        Assert.Null(auxiliary);
        if (path == ComputePath.Fast)
            Assert.True(KernelEngine.NodesOnThisThread > kernelNodes);
    }

    [Fact]
    public void With_three_cells_the_authors_head_in_place_changes_the_training_logits_and_by_default_it_does_not()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("5_cifar/DARTS_V2_layers3_f64");
        using var network = Build(golden, ComputePath.Reference, inPlace: false);
        network.train();
        var (logits, auxiliary) = network.Classify(golden["in/x"]);
        golden.AssertClose("out/logits_aux_train", auxiliary);
        Assert.True((logits - golden["out/logits_train"]).abs().max().item<double>() > 1e-3);
    }

    /// <summary>The network of a case, its weights by recipe.</summary>
    internal static CifarNetwork Build(GoldenCase golden, ComputePath path, bool inPlace = true, bool withWeights = true)
    {
        var config = golden.Config;
        var network = new CifarNetwork(GenotypeCases.Read(config.GetProperty("genotype")), new CifarNetworkOptions
        {
            Channels = config.GetProperty("C").GetInt32(),
            Cells = config.GetProperty("layers").GetInt32(),
            Classes = config.GetProperty("num_classes").GetInt32(),
            AuxiliaryRectifiesInPlace = inPlace,
            Type = golden.Type,
            Path = path,
        });
        Assert.Equal(config.GetProperty("num_params").GetInt64(), ModelStatistics.CountParameters(network.Weights));
        if (withWeights)
            LoadRecipe(golden, network);
        return network;
    }

    /// <summary>Loads the weights by recipe and compares them with the stored checks.</summary>
    internal static void LoadRecipe(GoldenCase golden, EvaluationNetwork network)
    {
        var state = GoldenCase.StateOf(network);
        var names = golden.List("param_order");
        var seed = golden.Root.GetProperty("recipe").GetProperty("seed0").GetUInt64();
        Assert.Equal(names.Order(StringComparer.Ordinal), network.named_parameters().Select(pair => pair.name).Order(StringComparer.Ordinal));
        GoldenCase.Load(names.Select((name, k) => (name, GoldenRecipe.Weight(seed + (ulong)k, name, state[name].shape))), key => state[key]);
        golden.AssertTriples("param", [.. names.Select(name => state[name])]);
    }

    internal static void AssertLossAndGradients(GoldenCase golden, EvaluationNetwork network, Tensor logits, Tensor auxiliary)
    {
        var target = golden["in/target"];
        var (main, second) = (nn.functional.cross_entropy(logits, target), nn.functional.cross_entropy(auxiliary, target));
        var total = main + 0.4 * second;
        golden.AssertClose("loss_main", golden.Scalar("loss_main"), main.to(ScalarType.Float64).item<double>());
        golden.AssertClose("loss_aux", golden.Scalar("loss_aux"), second.to(ScalarType.Float64).item<double>());
        golden.AssertClose("loss_total", golden.Scalar("loss_total"), total.to(ScalarType.Float64).item<double>());
        total.backward();

        // In float32 a ReLU or a maximum that changes side moves single entries; float64 is what proves the gradients.
        var tolerance = golden.Type == ScalarType.Float64 ? 1e-8 : 1e-3;
        golden.AssertTriples("grad", [.. golden.List("param_order").Select(key => GoldenCase.ParameterOf(network, key).grad!)], tolerance);
        foreach (var (key, _) in golden.WithPrefix("grad/").Where(pair => pair.name is not ("sum" or "l2" or "hashdot")))
            golden.AssertClose($"grad/{key}", GoldenCase.ParameterOf(network, key).grad, tolerance);
        var state = GoldenCase.StateOf(network);
        golden.AssertTriples("buffer_after", [.. golden.List("buffer_names").Select(key => state[key])]);
    }
}
