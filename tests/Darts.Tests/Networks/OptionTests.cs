using Darts.Cells;
using Darts.Networks;
using Darts.Relaxation;
using Darts.Search;
using Darts.SearchProcess;
using Darts.Tests.Data;
using Darts.Tests.Search;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Tests.Networks;

/// <summary>Values that make no sense: one error that names the option, the value and the rule.</summary>
[Collection(nameof(Alone))]
public class OptionTests
{
    public static TheoryData<string, Func<object>> Invalid() => new()
    {
        { "Cells = 2: a search network needs at least 3 cells (normal, reduction, reduction).", () => new SearchNetworkOptions { Cells = 2 } },
        { "Cells = 1: ", () => new SearchNetworkOptions { Cells = 1 } },
        { "Channels = 0: ", () => new SearchNetworkOptions { Channels = 0 } },
        { "Nodes = 0: a cell needs at least 1 node.", () => new SearchNetworkOptions { Nodes = 0 } },
        { "ConcatenatedNodes = 0: ", () => new SearchNetworkOptions { ConcatenatedNodes = 0 } },
        { "ConcatenatedNodes = 5: the cell has 4 nodes.", () => new SearchNetwork(new SearchNetworkOptions { ConcatenatedNodes = 5 }) },
        { "StemMultiplier = 0: ", () => new SearchNetworkOptions { StemMultiplier = 0 } },
        { "InputChannels = 0: ", () => new SearchNetworkOptions { InputChannels = 0 } },
        { "Classes = 1: ", () => new SearchNetworkOptions { Classes = 1 } },
        { "AlphaScale = -1: ", () => new SearchNetworkOptions { AlphaScale = -1 } },
        { "AlphaScale = NaN: ", () => new SearchNetworkOptions { AlphaScale = double.NaN } },
        { "Type = Float16: ", () => new SearchNetwork(new SearchNetworkOptions { Type = ScalarType.Float16 }) },
        { "Nodes = 0: a cell needs at least 1 node.", () => new CellTopology(0) },
        { "Epochs = 0: ", () => new BilevelSearchOptions { Epochs = 0 } },
        { "BatchSize = 1: batch norm needs at least 2 images in a batch.", () => new BilevelSearchOptions { BatchSize = 1 } },
        { "ChunkSize = 1: ", () => new BilevelSearchOptions { ChunkSize = 1 } },
        { "Epochs = 0: a retraining has at least 1 epoch.", () => new RetrainingOptions { Epochs = 0 } },
        { "BatchSize = 1: ", () => new RetrainingOptions { BatchSize = 1 } },
        { "ChunkSize = 0: ", () => new RetrainingOptions { ChunkSize = 0 } },
        { "DropPathProbability = 1: ", () => new RetrainingOptions { DropPathProbability = 1 } },
        { "DecayFactor = 1.5: ", () => new RetrainingOptions { DecayFactor = 1.5 } },
        { "DecayPeriod = 0: ", () => new RetrainingOptions { DecayPeriod = 0 } },
        { "LabelSmoothing = -0.1: ", () => new RetrainingOptions { LabelSmoothing = -0.1 } },
        { "AuxiliaryWeight = -1: ", () => new RetrainingOptions { AuxiliaryWeight = -1 } },
        { "EpochsPerTest = 0: ", () => new RetrainingOptions { EpochsPerTest = 0 } },
        { "LearningRate = 0: ", () => new ArchitectOptions { LearningRate = 0 } },
        { "LearningRate = NaN: ", () => new ArchitectOptions { LearningRate = double.NaN } },
        { "LearningRate = ∞: ", () => new ArchitectOptions { LearningRate = double.PositiveInfinity } },
        { "Beta1 = 1: ", () => new ArchitectOptions { Beta1 = 1 } },
        { "Beta2 = -0.1: ", () => new ArchitectOptions { Beta2 = -0.1 } },
        { "WeightDecay = -1: ", () => new ArchitectOptions { WeightDecay = -1 } },
        { "FiniteDifference = 0: ", () => new ArchitectOptions { FiniteDifference = 0 } },
        { "LearningRate = -0.1: ", () => new WeightOptimizerOptions { LearningRate = -0.1 } },
        { "MinimumLearningRate = -1: ", () => new WeightOptimizerOptions { MinimumLearningRate = -1 } },
        { "Momentum = 1: ", () => new WeightOptimizerOptions { Momentum = 1 } },
        { "WeightDecay = -1: ", () => new WeightOptimizerOptions { WeightDecay = -1 } },
        { "GradientClip = 0: ", () => new WeightOptimizerOptions { GradientClip = 0 } },
        { "Epochs = 0: ", () => new CosineSchedule(0.1, 0, 0) },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Invalid))]
    public void A_value_that_makes_no_sense_is_named_with_the_rule_it_breaks(string message, Func<object> make) =>
        Assert.StartsWith(message.Replace("∞", $"{double.PositiveInfinity}", StringComparison.Ordinal), Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);

    [Fact]
    public void The_defaults_are_the_authors()
    {
        Assert.Equal((16, 8, 4, 3, 1e-3), (new SearchNetworkOptions().Channels, new SearchNetworkOptions().Cells, new SearchNetworkOptions().Nodes, new SearchNetworkOptions().StemMultiplier, new SearchNetworkOptions().AlphaScale));
        Assert.Equal((50, 64), (new BilevelSearchOptions().Epochs, new BilevelSearchOptions().BatchSize));
        Assert.Equal(new ArchitectOptions { Order = Order.First, LearningRate = 3e-4, Beta1 = 0.5, Beta2 = 0.999, WeightDecay = 1e-3, FiniteDifference = 0.01 }, new ArchitectOptions());
        Assert.Equal(new WeightOptimizerOptions { LearningRate = 0.025, MinimumLearningRate = 0.001, Momentum = 0.9, WeightDecay = 3e-4, GradientClip = 5 }, new WeightOptimizerOptions());
        Assert.Same(EdgeWeighting.Softmax, new SearchNetworkOptions().Weighting);
    }

    [Theory]
    [InlineData(new long[] { 2, 1, 9, 8 }, "Images of 9x8: ")]
    [InlineData(new long[] { 2, 1, 8, 10 }, "Images of 8x10: two reduction cells halve the map twice, so height and width must be divisible by 4")]
    [InlineData(new long[] { 2, 1, 0, 8 }, "Images of 0x8: ")]
    [InlineData(new long[] { 2, 3, 8, 8 }, "Images of [2, 3, 8, 8]: the network takes [N, 1, H, W] (option InputChannels).")]
    [InlineData(new long[] { 1, 8, 8 }, "Images of [1, 8, 8]: ")]
    public void Images_that_do_not_fit_are_refused_with_the_remedy(long[] shape, string expected)
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(TinySearch.Network);
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => network.forward(zeros(shape, device: CPU))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_another_type_are_refused()
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(TinySearch.Network);
        var error = Assert.Throws<ArgumentException>(() => network.forward(zeros(2, 1, 8, 8, ScalarType.Float64, CPU)));
        Assert.StartsWith("Images in Float64 on cpu: the network computes in Float32 on cpu.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_do_not_fit_the_network_are_refused_before_the_search_begins()
    {
        using var colour = new SearchNetwork(TinySearch.Network with { InputChannels = 3 });
        Assert.StartsWith("InputChannels = 3: the images of brightness have 1.", Assert.Throws<ArgumentException>(() => new BilevelSearch(colour, TinySearch.Data())).Message, StringComparison.Ordinal);
        using var two = new SearchNetwork(TinySearch.Network with { Classes = 2 });
        Assert.StartsWith("Classes = 2: brightness has 3.", Assert.Throws<ArgumentException>(() => new BilevelSearch(two, TinySearch.Data())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_odd_sizes_are_refused_before_the_search_begins()
    {
        using var folder = new TemporaryFolder();
        using var network = new SearchNetwork(TinySearch.Network);
        var error = Assert.Throws<ArgumentException>(() =>
        {
            using var search = new BilevelSearch(network, TinySearch.Data(size: 10), TinySearch.Options with { CheckpointFolder = folder.Path });
        });
        Assert.StartsWith("Images of 10x10: ", error.Message, StringComparison.Ordinal);
    }
}
