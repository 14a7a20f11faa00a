using Darts.Data;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Networks;
using Darts.Operations;
using Darts.Recurrent;
using Darts.Search;
using Darts.SearchProcess;
using Darts.Tests.Runtime;
using Darts.Tests.Search;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Tests.Kernels;

/// <summary>
/// libtorch can fill every new tensor with a pattern that is no number in float32. Steps on the fast path give the same bits then: nothing reads what nobody wrote.
/// </summary>
[Collection(nameof(Alone))]
public class UnwrittenMemoryTests
{
    [Theory]
    [InlineData(Order.First, 5)]
    [InlineData(Order.First, 16)]
    [InlineData(Order.Second, 17)]
    public void A_search_step_reads_nothing_that_nobody_wrote(Order order, int batch) => Compare(() =>
    {
        var network = new SearchNetwork(new SearchNetworkOptions { Channels = 4, Cells = 3, Nodes = 3, Operations = OperationSet.Darts, Path = ComputePath.Fast, Threads = 2, Seed = 4 });
        using var step = new BilevelStep(network, new ArchitectOptions { Order = order }, new WeightOptimizerOptions());
        using var generator = new Generator(3, CPU);
        for (var i = 0; i < 3; i++)
            step.Run(Images(batch, 3, 12, generator), Images(batch, 3, 12, generator));
        return network;
    });

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void A_retraining_step_reads_nothing_that_nobody_wrote(double dropPath) => Compare(() =>
    {
        var network = new CifarNetwork(PublishedGenotypes.DartsV2, new CifarNetworkOptions { Channels = 6, Cells = 3, Path = ComputePath.Fast, Threads = 2, Seed = 4 });
        using var step = new RetrainingStep(network, RetrainingOptions.Cifar);
        using var generator = new Generator(3, CPU);
        manual_seed(5);
        for (var i = 0; i < 3; i++)
            step.Run(Images(19, 3, 32, generator), dropPath);
        return network;
    });

    [Fact]
    public void A_recurrent_search_step_reads_nothing_that_nobody_wrote() => Compare(() =>
    {
        var network = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = 50, Units = 20, Path = ComputePath.Fast, Threads = 2, Seed = 4 });
        var options = new RecurrentSearchOptions();
        using var step = new RecurrentStep(network, 5, options.Architect, options.Optimizer, options.Loss);
        using var rows = new TokenRows([.. Enumerable.Range(0, 60).Select(i => i * i % 50)], 5, CPU);
        manual_seed(5);
        for (var i = 0; i < 3; i++)
        {
            using var window = rows.Window(0, 8);
            step.Run(window, window, 1);
        }

        return network;
    });

    private static void Compare(Func<nn.Module> trained)
    {
        using var scope = NewDisposeScope();
        using var expected = trained();
        using var actual = AmongJunk(trained);
        Assert.All(expected.state_dict(), pair => Assert.True(pair.Value.isfinite().all().item<bool>(), pair.Key));
        Assert.Equal(Hash(expected), Hash(actual));
    }

    private static string Hash(nn.Module network) => TinySearch.Hash(network.state_dict().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));

    private static Batch Images(int count, int channels, int size, Generator generator) =>
        new(randn([count, channels, size, size], device: CPU, generator: generator), randint(10, [count], ScalarType.Int64, CPU, generator: generator));

    private static nn.Module AmongJunk(Func<nn.Module> trained)
    {
        using var junk = new JunkMemory();
        return trained();
    }
}
