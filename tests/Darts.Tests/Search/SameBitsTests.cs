using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;

namespace Darts.Tests.Search;

/// <summary>Same seed, same bits; another seed, other alphas.</summary>
[Collection(nameof(Alone))]
public class SameBitsTests
{
    [Theory]
    [InlineData(Order.First)]
    [InlineData(Order.Second)]
    public void The_same_seed_gives_the_same_bits_twice(Order order)
    {
        var options = TinySearch.Options with { Epochs = 2, Architect = TinySearch.Options.Architect with { Order = order } };
        var (first, second) = (Run(TinySearch.Network, options), Run(TinySearch.Network, options));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Another_seed_of_the_search_gives_other_alphas()
    {
        var options = TinySearch.Options with { Epochs = 1 };
        Assert.NotEqual(Run(TinySearch.Network, options).alphas, Run(TinySearch.Network, options with { Seed = 3 }).alphas);
    }

    [Fact]
    public void Another_seed_of_the_network_gives_other_alphas()
    {
        var options = TinySearch.Options with { Epochs = 1 };
        Assert.NotEqual(Run(TinySearch.Network, options).alphas, Run(TinySearch.Network with { Seed = 3 }, options).alphas);
    }

    [Fact]
    public async Task The_asynchronous_loop_gives_the_same_bits()
    {
        using var network = new SearchNetwork(TinySearch.Network);
        using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options);
        var epochs = new List<SearchEpoch>();
        await foreach (var epoch in search.RunAsync())
            epochs.Add(epoch);
        var expected = Run(TinySearch.Network, TinySearch.Options);
        Assert.Equal(expected.hash, TinySearch.Hash(network));
        Assert.Equal(expected.history, Numbers(epochs));
    }

    [Fact]
    public void An_epoch_says_what_happened()
    {
        using var network = new SearchNetwork(TinySearch.Network);
        using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options);
        var steps = new List<SearchStep>();
        var epochs = search.Run(new Recorder(steps)).ToArray();

        Assert.Equal([1, 2, 3], epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(epochs, search.History);
        Assert.Equal([0.025, 0.019, 0.007], epochs.Select(epoch => epoch.LearningRate), (expected, actual) => Math.Abs(expected - actual) < 1e-9);
        Assert.Equal(network.Derive(), epochs[^1].Genotype);
        Assert.All(epochs, epoch => Assert.True(epoch is { TrainLoss: > 0, ValidLoss: > 0, Seconds: > 0, PeakMemory: > 0 } && epoch.ValidAccuracy is >= 0 and <= 100));
        Assert.Equal(0, epochs[^1].RemainingSeconds);
        Assert.Contains(steps, step => step is { Epoch: 3, Step: 4, Steps: 4 });
        Assert.Equal(epochs[2].TrainLoss, steps[^1].TrainLoss);
    }

    /// <summary>Everything of epochs that does not depend on the machine's speed, every bit of it.</summary>
    internal static string Numbers(IEnumerable<SearchEpoch> epochs) => string.Join('\n', epochs.Select(epoch =>
    {
        var logits = Enumerable.Range(0, 8).SelectMany(i => new[] { epoch.Normal.Logit(i / 4, i % 4), epoch.Reduction.Logit(i / 4, i % 4) });
        return $"{epoch.Epoch} {epoch.LearningRate:R} {epoch.TrainLoss:R} {epoch.TrainAccuracy:R} {epoch.ValidLoss:R} {epoch.ValidAccuracy:R} {epoch.Genotype} "
            + string.Join(' ', logits.Select(logit => $"{logit:R}"));
    }));

    private static (string hash, string alphas, string history) Run(SearchNetworkOptions options, BilevelSearchOptions how)
    {
        using var network = new SearchNetwork(options);
        using var search = new BilevelSearch(network, TinySearch.Data(), how);
        var history = Numbers(search.Run());
        return (TinySearch.Hash(network), TinySearch.Hash(network.Alphas), history);
    }

    private sealed class Recorder(List<SearchStep> steps) : IProgress<SearchStep>
    {
        public void Report(SearchStep value) => steps.Add(value);
    }
}
