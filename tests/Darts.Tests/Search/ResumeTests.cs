using Darts.Data;
using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;
using Darts.Tests.Data;

namespace Darts.Tests.Search;

/// <summary>A search that goes on from a checkpoint ends with the bits of one that was never interrupted.</summary>
[Collection(nameof(Alone))]
public class ResumeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_search_left_between_epochs_goes_on_to_the_same_bits(int epochs)
    {
        using var folder = new TemporaryFolder();
        InterruptedSearch.Run(folder.Path, epochs);
        var (hash, history, notices) = InterruptedSearch.Resume(folder.Path);

        Assert.Equal(InterruptedSearch.Undisturbed, (hash, history));
        Assert.Equal($"The search goes on after epoch {epochs}, from '{folder[$"epoch-000{epochs}.safetensors"]}'.", Assert.Single(notices));
    }

    [Fact]
    public void A_second_order_search_goes_on_to_the_same_bits()
    {
        var options = TinySearch.Options with { Architect = new ArchitectOptions { Order = Order.Second, LearningRate = 0.01 } };
        using var folder = new TemporaryFolder();
        InterruptedSearch.Run(folder.Path, epochs: 1, options);
        Assert.Equal(InterruptedSearch.Run(folder: null, int.MaxValue, options), InterruptedSearch.Run(folder.Path, int.MaxValue, options));
    }

    [Fact]
    public void A_search_cancelled_in_the_middle_of_an_epoch_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        using (var network = new SearchNetwork(TinySearch.Network))
        using (var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options with { CheckpointFolder = folder.Path }))
        {
            CancelInEpoch2(search);
            Assert.NotEqual(InterruptedSearch.Run(folder: null, epochs: 1).hash, TinySearch.Hash(network));
        }

        var (hash, history, _) = InterruptedSearch.Resume(folder.Path);
        Assert.Equal(InterruptedSearch.Undisturbed, (hash, history));
    }

    [Fact]
    public void The_very_search_that_was_cancelled_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        using var network = new SearchNetwork(TinySearch.Network);
        using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options with { CheckpointFolder = folder.Path });
        CancelInEpoch2(search);

        Assert.Equal([2, 3], search.Run().Select(epoch => epoch.Epoch));
        Assert.Equal(InterruptedSearch.Undisturbed, (TinySearch.Hash(network), SameBitsTests.Numbers(search.History)));
    }

    [Fact]
    public void Without_checkpoints_a_search_goes_on_between_epochs_and_refuses_to_within_one()
    {
        using var network = new SearchNetwork(TinySearch.Network);
        using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options);
        Assert.Equal(1, search.Run().First().Epoch);
        CancelInEpoch2(search);
        Assert.Contains("CheckpointFolder", Assert.Throws<InvalidOperationException>(() => search.Run().First()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_search_runs_no_epoch_and_still_knows_its_history()
    {
        using var folder = new TemporaryFolder();
        InterruptedSearch.Run(folder.Path, int.MaxValue);
        var (hash, history, _) = InterruptedSearch.Resume(folder.Path);
        Assert.Equal(InterruptedSearch.Undisturbed, (hash, history));
    }

    [Fact]
    public void Two_checkpoints_are_kept_and_other_files_left_alone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("notes.txt", "mine"u8);
        folder.Write("epoch-best.safetensors", "mine too"u8);
        InterruptedSearch.Run(folder.Path, int.MaxValue);
        Assert.Equal(["epoch-0002.safetensors", "epoch-0003.safetensors", "epoch-best.safetensors", "notes.txt"],
            Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    public static TheoryData<string, BilevelSearchOptions> OtherSettings() => new()
    {
        { "Epochs = 4, there 3", TinySearch.Options with { Epochs = 4 } },
        { "Seed = 9, there 2", TinySearch.Options with { Seed = 9 } },
        { "BatchSize = 8, there 6", TinySearch.Options with { BatchSize = 8 } },
        { "ChunkSize = 3, there none", TinySearch.Options with { ChunkSize = 3 } },
        { "Architect.Order = Second, there First", TinySearch.Options with { Architect = TinySearch.Options.Architect with { Order = Order.Second } } },
        { "Architect.WeightDecay = 0, there 0.001", TinySearch.Options with { Architect = TinySearch.Options.Architect with { WeightDecay = 0 } } },
        { "Optimizer.Momentum = 0.5, there 0.9", TinySearch.Options with { Optimizer = new WeightOptimizerOptions { Momentum = 0.5 } } },
        { "ValidatesWithBatchStatistics = True, there False", TinySearch.Options with { ValidatesWithBatchStatistics = true } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(OtherSettings))]
    public void A_search_with_other_settings_is_refused_and_the_setting_named(string difference, BilevelSearchOptions options)
    {
        using var folder = new TemporaryFolder();
        InterruptedSearch.Run(folder.Path, epochs: 1);
        AssertRefused(folder, difference, TinySearch.Network, options);
    }

    [Fact]
    public void A_network_with_other_settings_is_refused_and_every_difference_named()
    {
        using var folder = new TemporaryFolder();
        InterruptedSearch.Run(folder.Path, epochs: 1);
        AssertRefused(folder, "Channels = 4, there 2; NetworkSeed = 5, there 2", TinySearch.Network with { Channels = 4, Seed = 5 }, TinySearch.Options);
        AssertRefused(folder, "Operations = none, skip_connect, sep_conv_3x3, there none, avg_pool_3x3, skip_connect, sep_conv_3x3",
            TinySearch.Network with { Operations = TinySearch.Operations.Without("avg_pool_3x3") }, TinySearch.Options);
    }

    [Fact]
    public void Other_pixels_under_the_same_name_are_refused()
    {
        using var folder = new TemporaryFolder();
        InterruptedSearch.Run(folder.Path, epochs: 1);
        var here = TinySearch.Data().Weights.Dataset;
        byte[] pixels = [.. here.Pixels];
        pixels[^1] ^= 1;
        var other = new ImageDataset(here.Name, here.Classes, here.Channels, here.Height, here.Width, pixels, [.. here.Labels], here.Normalization);
        var data = SearchData.Halves(other, augmentation: TinySearch.Data().Weights.Augmentation);
        AssertRefused(folder, $"Images = {Images(data)}, there {Images(TinySearch.Data())}", TinySearch.Network, TinySearch.Options, data);

        static string Images(SearchData data) => $"{data.Weights.Fingerprint}, {data.Alphas.Fingerprint}";
    }

    private static void AssertRefused(TemporaryFolder folder, string difference, SearchNetworkOptions network, BilevelSearchOptions options, SearchData? data = null)
    {
        var before = File.ReadAllBytes(folder["epoch-0001.safetensors"]);
        using var other = new SearchNetwork(network);
        var hash = TinySearch.Hash(other);
        using var search = new BilevelSearch(other, data ?? TinySearch.Data(), options with { CheckpointFolder = folder.Path });

        var error = Assert.Throws<InvalidOperationException>(() => search.Run().First());

        Assert.Contains($"other settings ({difference})", error.Message, StringComparison.Ordinal);
        Assert.Equal(hash, TinySearch.Hash(other));
        Assert.Equal(before, File.ReadAllBytes(Assert.Single(Directory.EnumerateFiles(folder.Path))));
    }

    private static void CancelInEpoch2(BilevelSearch search)
    {
        using var cancellation = new CancellationTokenSource();
        // A report comes with the last step of an epoch; the validation after it asks for the token.
        var progress = new Cancel(cancellation);
        Assert.Throws<OperationCanceledException>(() => search.Run(progress, cancellation.Token).Count());
        Assert.Single(search.History);
    }

    private sealed class Cancel(CancellationTokenSource source) : IProgress<SearchStep>
    {
        public void Report(SearchStep value)
        {
            if (value.Epoch == 2)
                source.Cancel();
        }
    }
}
