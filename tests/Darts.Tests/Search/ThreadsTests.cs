using Darts.Data;
using Darts.Kernels;
using Darts.Networks;
using Darts.Operations;
using Darts.Search;
using Darts.SearchProcess;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>Steps whose kernels, and whose arithmetic on weights, are shared by teams of several sizes.</summary>
public class ThreadsTests
{
    [Theory]
    [InlineData(Order.First)]
    [InlineData(Order.Second)]
    public void Two_threads_give_the_numbers_of_one_and_the_same_bits_again(Order order)
    {
        using var scope = NewDisposeScope();
        using SearchNetwork one = Searched(order, 1), two = Searched(order, 2), again = Searched(order, 2), reference = Searched(order, null);
        Assert.Equal(TinySearch.Hash(two), TinySearch.Hash(again));
        foreach (var (name, expected) in one.state_dict())
        {
            Assert.True(allclose(expected, two.state_dict()[name], 1e-8, 1e-10), name);
            Assert.True(allclose(expected, reference.state_dict()[name], 1e-6, 1e-8), name);
        }
    }

    /// <summary>A network after three steps, the first of which libtorch does alone, since there is no momentum yet.</summary>
    /// <param name="order">The order of the steps.</param>
    /// <param name="threads">Threads of the kernels; null for the reference path.</param>
    private static SearchNetwork Searched(Order order, int? threads)
    {
        var network = new SearchNetwork(new SearchNetworkOptions
        {
            Channels = 2,
            Cells = 3,
            Nodes = 2,
            Operations = OperationSet.Darts,
            Type = ScalarType.Float64,
            Path = threads is null ? ComputePath.Reference : ComputePath.Fast,
            Threads = threads,
        });
        using var generator = new Generator(3, CPU);
        foreach (var weight in network.Weights.Where(weight => weight.dim() > 1))
        {
            using var _ = no_grad();
            weight.copy_(randn(weight.shape, dtype: ScalarType.Float64, device: CPU, generator: generator) * 0.3);
        }

        using var step = new BilevelStep(network, new ArchitectOptions { Order = order }, new WeightOptimizerOptions());
        for (var i = 0; i < 3; i++)
            step.Run(Batch(), Batch());
        return network;

        Batch Batch() => new(
            randn([5, 3, 8, 8], dtype: ScalarType.Float64, device: CPU, generator: generator), tensor(new long[] { 0, 1, 2, 3, 4 }, device: CPU));
    }
}
