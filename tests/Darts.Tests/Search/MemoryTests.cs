using System.Diagnostics;
using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

[Collection(nameof(Alone))]
public class MemoryTests
{
    private const int Allowance = 40 << 20;

    [Theory]
    [InlineData(Order.First)]
    [InlineData(Order.Second)]
    public void Memory_is_flat_over_200_steps(Order order)
    {
        using var network = new SearchNetwork(TinySearch.Network);
        using var search = new BilevelSearch(network, TinySearch.Data(count: 80), TinySearch.Options with
        {
            Epochs = 11,
            BatchSize = 2,
            Architect = new ArchitectOptions { Order = order },
        });
        Assert.Equal(20, search.StepsPerEpoch);
        using var epochs = search.Run().GetEnumerator();
        Assert.True(epochs.MoveNext()); // warms up
        var (tensors, memory) = (Tensor.TotalCount, Resident());
        while (epochs.MoveNext())
        {
        }

        // A tensor that is left to its finalizer counts as one too many.
        Assert.InRange(Tensor.TotalCount, 0, tensors);
        Assert.InRange(Resident() - memory, long.MinValue, Allowance);
    }

    private static long Resident()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
