using Darts.Data;
using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>Weights, alphas and running statistics: who changes what.</summary>
[Collection(nameof(Alone))]
public class SeparateGroupsTests
{
    [Fact]
    public void The_weight_optimizer_never_changes_alphas()
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(TinySearch.Network);
        using var weights = new WeightOptimizer(network);
        var (alphas, before) = (TinySearch.Hash(network.Alphas), TinySearch.Hash(network.Weights));
        weights.Step(Loss(network, 1));
        weights.Step(Loss(network, 2));
        Assert.Equal(alphas, TinySearch.Hash(network.Alphas));
        Assert.NotEqual(before, TinySearch.Hash(network.Weights));
        Assert.All(network.Alphas, alpha => Assert.True(alpha.grad is null && alpha.requires_grad));
    }

    [Fact]
    public void The_size_of_alpha_gradients_has_no_part_in_the_clipping_of_weights()
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(TinySearch.Network);
        using var weights = new WeightOptimizer(network);
        var (_, norm) = weights.Step(new Objective(() => 1e6 * network.Alphas[0].sum() + network.Weights[0].sum()));
        Assert.Equal(Math.Sqrt(network.Weights[0].numel()), norm.item<float>(), 1e-4);
    }

    [Theory]
    [InlineData(Order.First, false)]
    [InlineData(Order.Second, false)]
    [InlineData(Order.First, true)]
    [InlineData(Order.Second, true)]
    public void The_architect_never_changes_weights_and_leaves_statistics_alone_when_told_to(Order order, bool leavesStatisticsAlone)
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(TinySearch.Network);
        using var weights = new WeightOptimizer(network);
        using var architect = new Architect(network, new ArchitectOptions { Order = order, LeavesStatisticsAlone = leavesStatisticsAlone });
        weights.Step(Loss(network, 1));
        var (before, statistics, alphas) = (TinySearch.Hash(network.Weights), TinySearch.Hash(network.Statistics), TinySearch.Hash(network.Alphas));
        var momentum = TinySearch.Hash(weights.MomentumStates.Select(state => state.momentum_buffer!));

        architect.Step(Loss(network, 2), Loss(network, 3), weights);

        Assert.Equal(before, TinySearch.Hash(network.Weights));
        Assert.Equal(momentum, TinySearch.Hash(weights.MomentumStates.Select(state => state.momentum_buffer!)));
        Assert.NotEqual(alphas, TinySearch.Hash(network.Alphas));
        Assert.Equal(leavesStatisticsAlone, statistics == TinySearch.Hash(network.Statistics));
        Assert.All(network.Weights, weight => Assert.True(weight.grad is null && weight.requires_grad));
    }

    [Fact]
    public void A_loss_that_throws_in_the_unrolled_step_leaves_the_weights_as_they_were()
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(TinySearch.Network);
        using var weights = new WeightOptimizer(network);
        using var architect = new Architect(network, new ArchitectOptions { Order = Order.Second });
        var before = TinySearch.Hash(network.Weights);
        var failing = new Objective(() => throw new InvalidOperationException("a loss of the user's own"));
        Assert.Throws<InvalidOperationException>(() => architect.Step(Loss(network, 1), failing, weights));
        Assert.Equal(before, TinySearch.Hash(network.Weights));
        Assert.All(network.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_validation_leaves_weights_and_running_statistics_bit_for_bit(bool withBatchStatistics)
    {
        // The last state before and the state after the validation of an epoch.
        using var network = new SearchNetwork(TinySearch.Network);
        using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options with { Epochs = 1, ValidatesWithBatchStatistics = withBatchStatistics });
        string? before = null;
        Assert.Single(search.Run(new AtLastStep(() => before = TinySearch.Hash(network))));
        Assert.Equal(before, TinySearch.Hash(network));
        Assert.True(network.training);
    }

    [Fact]
    public void The_two_kinds_of_validation_measure_different_things()
    {
        Assert.NotEqual(ValidLoss(false), ValidLoss(true));

        static double ValidLoss(bool withBatchStatistics)
        {
            using var network = new SearchNetwork(TinySearch.Network);
            using var search = new BilevelSearch(network, TinySearch.Data(), TinySearch.Options with { Epochs = 1, ValidatesWithBatchStatistics = withBatchStatistics });
            return search.Run().Single().ValidLoss;
        }
    }

    private static Objective Loss(SearchNetwork network, long pass)
    {
        var stream = new BatchStream(TinySearch.Data().Weights, 6, seed: 1, "test", CPU) { PrefetchDepth = 0 };
        var batch = stream.Pass(pass).First();
        return new Objective(() => nn.functional.cross_entropy(network.forward(batch.Images), batch.Labels));
    }

    private sealed class AtLastStep(Action act) : IProgress<SearchStep>
    {
        public void Report(SearchStep value)
        {
            if (value.Step == value.Steps)
                act();
        }
    }
}
