using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;

namespace Darts.Tests.Search;

/// <summary>Runs of the tiny search with checkpoints, whole or in parts.</summary>
internal static class InterruptedSearch
{
    private static readonly Lazy<(string, string)> Whole = new(() => Run(folder: null, epochs: int.MaxValue));

    /// <summary>Hash and history of the search that nothing disturbed and that wrote no checkpoint.</summary>
    public static (string hash, string history) Undisturbed => Whole.Value;

    /// <summary>Runs a search with a network of its own and leaves it after some epochs.</summary>
    public static (string hash, string history) Run(string? folder, int epochs, BilevelSearchOptions? options = null)
    {
        using var network = new SearchNetwork(TinySearch.Network);
        using var search = new BilevelSearch(network, TinySearch.Data(), (options ?? TinySearch.Options) with { CheckpointFolder = folder });
        foreach (var epoch in search.Run())
        {
            if (epoch.Epoch == epochs)
                break;
        }

        return (TinySearch.Hash(network), SameBitsTests.Numbers(search.History));
    }

    /// <summary>Goes on to the end with a network of its own; gives also what the search had to say.</summary>
    public static (string hash, string history, string[] notices) Resume(string folder)
    {
        // First weights of another kind: everything must come from the checkpoint.
        using var network = new SearchNetwork(TinySearch.Network);
        using (TorchSharp.torch.no_grad())
        {
            foreach (var weight in network.Weights)
                weight.fill_(0.5);
        }

        using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options with { CheckpointFolder = folder });
        foreach (var _ in search.Run())
        {
        }

        return (TinySearch.Hash(network), SameBitsTests.Numbers(search.History), [.. search.Notices]);
    }
}
