using System.Text.Json;
using Darts.Kernels;
using Darts.Recurrent;

namespace Darts.Tests.Golden;

/// <summary>Builds the language models of 7_rnn with the stored weights.</summary>
internal static class RecurrentModels
{
    public static RecurrentSearchNetwork Search(GoldenCase golden, ComputePath path)
    {
        var network = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions
        {
            Words = golden.Config.GetProperty("ntoken").GetInt32(),
            Units = golden.Config.GetProperty("nhid").GetInt32(),
            Nodes = golden.Config.GetProperty("steps").GetInt32(),
            Activations = new ActivationSet(golden.Config.GetProperty("primitives").EnumerateArray().Select(name => ActivationSet.Darts[name.GetString()!])),
            Dropout = DropoutRates.None,
            Type = golden.Type,
            Path = path,
            Threads = 2,
        });
        LoadWeights(golden, network);
        GoldenCase.Load([("", golden["in/alphas"])], _ => network.Alphas[0]);
        return network;
    }

    public static RecurrentNetwork Evaluation(GoldenCase golden)
    {
        var network = new RecurrentNetwork(new RecurrentNetworkOptions
        {
            Words = golden.Config.GetProperty("ntoken").GetInt32(),
            Units = golden.Config.GetProperty("nhid").GetInt32(),
            Genotype = Genotype(golden.Config.GetProperty("genotype")),
            Dropout = DropoutRates.None,
            Type = golden.Type,
        });
        LoadWeights(golden, network);
        return network;
    }

    public static RecurrentGenotype Genotype(JsonElement golden) => new(
        golden.GetProperty("recurrent").EnumerateArray().Select(item => new RecurrentNode(item[0].GetString()!, item[1].GetInt32())),
        golden.GetProperty("concat").EnumerateArray().Select(item => item.GetInt32()));

    public static DropoutMasks Masks(GoldenCase golden) => !golden.Has("mask/embedding") ? DropoutMasks.None : new(
        golden["mask/embedding"], golden["mask/input_locked"], golden["mask/cell_x"], golden["mask/cell_h"], golden["mask/output_locked"]);

    /// <summary>Kernels compute what is asked of the fast path, and nothing else.</summary>
    public static void AssertRan(ComputePath path, long windowsBefore) => Assert.Equal(path == ComputePath.Fast, RecurrentEngine.WindowsOnThisThread > windowsBefore);

    /// <summary>The stored weights, in float32 cases that share them with a float64 one rounded.</summary>
    private static void LoadWeights(GoldenCase golden, LanguageModel network)
    {
        var state = GoldenCase.StateOf(network);
        Assert.Equal(golden.List("param_order"), network.named_parameters().Select(pair => pair.name).Where(name => name != "alphas"));
        GoldenCase.Load(golden.WithPrefix("param/"), key => state[key]);
    }
}
