using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;
using Darts.Tests.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Tests.Search;

/// <summary>A loss that is no longer a number stops the search at once.</summary>
[Collection(nameof(Alone))]
public class DivergenceTests
{
    [Fact]
    public void A_loss_that_is_not_a_number_stops_the_search_at_its_step_and_keeps_the_last_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var poison = new Poison();
        using var network = new SearchNetwork(Poisoned(poison));
        using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options with { CheckpointFolder = folder.Path });
        using var epochs = search.Run().GetEnumerator();
        Assert.True(epochs.MoveNext());
        // Two passes a step: the alpha step's and the weight step's. The sixth from here is the weight step of step 3.
        poison.After = 5;

        var error = Assert.Throws<SearchDivergedException>(() => epochs.MoveNext());

        Assert.Equal((2, 3), (error.Epoch, error.Step));
        Assert.StartsWith("The training loss is not finite in epoch 2, step 3 of 4", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{folder["epoch-0001.safetensors"]}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        Assert.Equal([folder["epoch-0001.safetensors"]], Directory.GetFiles(folder.Path));
        Assert.Single(search.History);

        // The checkpoint is good: the same search, cured, goes on from it.
        poison.After = int.MaxValue;
        Assert.Equal([2, 3], search.Run().Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void A_learning_rate_that_is_far_too_large_ends_in_the_same_error()
    {
        using var network = new SearchNetwork(TinySearch.Network);
        using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options with { Optimizer = new WeightOptimizerOptions { LearningRate = 1e30, GradientClip = 1e30 } });
        var error = Assert.Throws<SearchDivergedException>(() => search.Run().Count());
        Assert.Equal(1, error.Epoch);
        Assert.Contains("There is no checkpoint (option CheckpointFolder).", error.Message, StringComparison.Ordinal);
        Assert.Contains("1E+30", error.Message, StringComparison.Ordinal);
    }

    private static SearchNetworkOptions Poisoned(Poison poison)
    {
        var taken = false;
        return TinySearch.Network with
        {
            Operations = TinySearch.Operations.With("poison", shape =>
            {
                if (taken)
                    return AvgPool2d(shape.Stride);
                taken = true;
                return poison;
            }),
        };
    }

    /// <summary>Gives what it is given, until it gives something that is not a number.</summary>
    private sealed class Poison() : Module<Tensor, Tensor>(nameof(Poison))
    {
        public int After { get; set; } = int.MaxValue;

        public override Tensor forward(Tensor input) => After-- > 0 ? input * 1 : input * double.NaN;
    }
}
