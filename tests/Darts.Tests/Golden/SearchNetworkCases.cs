using Darts.Kernels;
using Darts.Networks;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>3_search: the whole search network with given weights and alphas.</summary>
public class SearchNetworkCases
{
    [Theory]
    [InlineData("f64", ComputePath.Reference)]
    [InlineData("f32", ComputePath.Reference)]
    [InlineData("f64", ComputePath.Fast)]
    [InlineData("f32", ComputePath.Fast)]
    public void The_search_network_gives_the_authors_numbers(string name, ComputePath path)
    {
        var kernelNodes = KernelEngine.NodesOnThisThread;
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase($"3_search/{name}");
        using var weights = new GoldenCase("3_search/f64");
        using var network = Build(golden, path);
        var state = GoldenCase.StateOf(network);
        GoldenCase.Load(weights.WithPrefix("param/"), key => state[key]);
        Assert.Equal(golden.Config.GetProperty("num_params").GetInt64(), ModelStatistics.CountParameters(network.Weights));

        network.train();
        var logits = network.forward(golden["in/x"]);
        golden.AssertClose("out/logits_train", logits);
        var loss = nn.functional.cross_entropy(logits, golden["in/target"]);
        golden.AssertClose("loss_train", golden.Scalar("loss_train"), loss.to(ScalarType.Float64).item<double>());
        loss.backward();
        // In float32 a ReLU or a maximum that changes side moves single entries; float64 is what proves the gradients.
        var gradientTolerance = golden.Type == ScalarType.Float64 ? 1e-8 : 1e-4;
        golden.AssertClose("grad_in/alphas_normal", network.Architecture.Normal.grad, gradientTolerance);
        golden.AssertClose("grad_in/alphas_reduce", network.Architecture.Reduction.grad, gradientTolerance);
        foreach (var (key, _) in golden.WithPrefix("grad/").Where(pair => !IsTriple(pair.name)))
            golden.AssertClose($"grad/{key}", GoldenCase.ParameterOf(network, key).grad, gradientTolerance);
        if (golden.Has("grad/sum"))
            golden.AssertTriples("grad", [.. golden.List("param_order").Select(key => GoldenCase.ParameterOf(network, key).grad!)], gradientTolerance);
        var buffers = golden.List("buffer_names").Select(key => state[key]).ToArray();
        golden.AssertClose("buffer_after/flat", cat([.. buffers.Select(buffer => buffer.flatten())]));
        golden.AssertTriples("buffer_after", buffers);

        network.eval();
        logits = network.forward(golden["in/x"]);
        golden.AssertClose("out/logits_eval", logits);
        golden.AssertClose("loss_eval", golden.Scalar("loss_eval"), nn.functional.cross_entropy(logits, golden["in/target"]).to(ScalarType.Float64).item<double>());
        Assert.Equal(GenotypeCases.Read(golden.Root.GetProperty("genotype")), network.Derive());
        AssertRan(path, kernelNodes);
    }

    [Fact]
    public void The_recipe_regenerates_the_stored_weights_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("3_search/f64");
        var names = golden.List("param_order");
        for (var k = 0; k < names.Length; k++)
        {
            var stored = golden[$"param/{names[k]}"];
            Assert.True(GoldenRecipe.Weight(100000 + (ulong)k, names[k], stored.shape).eq(stored).all().item<bool>(), names[k]);
        }

        Assert.Equal([0.5665615751722809, 0.7457817572627011, 0.9710027535867962], Enumerable.Range(0, 3).Select(i => GoldenRecipe.Draw(1, (ulong)i)));
    }

    internal static SearchNetwork Build(GoldenCase golden, ComputePath path)
    {
        var network = new SearchNetwork(new SearchNetworkOptions
        {
            Channels = golden.Config.GetProperty("C").GetInt32(),
            Cells = golden.Config.GetProperty("layers").GetInt32(),
            Type = golden.Type,
            Path = path,
        });
        GoldenCase.Load([("normal", golden["in/alphas_normal"]), ("reduce", golden["in/alphas_reduce"])], name => network.Alphas[name == "normal" ? 0 : 1]);
        return network;
    }

    /// <summary>Kernels computed nodes since then if and only if the fast path was asked for.</summary>
    internal static void AssertRan(ComputePath path, long nodesBefore) =>
        Assert.Equal(path == ComputePath.Fast, KernelEngine.NodesOnThisThread > nodesBefore);

    private static bool IsTriple(string name) => name is "sum" or "l2" or "hashdot";
}
