using Darts.Kernels;
using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;
using Darts.Tests.Data;
using Darts.Tests.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Kernels;

/// <summary>A checkpoint of one path is a checkpoint of the other.</summary>
[Collection(nameof(Alone))]
public class CheckpointPathTests
{
    [Theory]
    [InlineData(ComputePath.Fast, ComputePath.Reference)]
    [InlineData(ComputePath.Reference, ComputePath.Fast)]
    public void A_search_goes_on_by_the_other_path(ComputePath first, ComputePath then)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var whole = Run(folder: null, first, epochs: 3);
        using (Run(folder.Path, first, epochs: 1))
        {
        }

        var nodes = KernelEngine.NodesOnThisThread;
        using var mixed = Run(folder.Path, then, epochs: 3);
        Assert.Equal(then == ComputePath.Fast, KernelEngine.NodesOnThisThread > nodes);
        foreach (var (name, expected) in whole.state_dict())
            CellPair.Close(name, expected, mixed.state_dict()[name], 1e-8);
    }

    private static SearchNetwork Run(string? folder, ComputePath path, int epochs)
    {
        var network = new SearchNetwork(TinySearch.Network with { Type = ScalarType.Float64, Path = path });
        using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options with { CheckpointFolder = folder });
        foreach (var epoch in search.Run())
        {
            if (epoch.Epoch == epochs)
                break;
        }

        return network;
    }
}
