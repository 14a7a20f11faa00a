using Darts.Data;
using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>The paper's two ablations: alphas trained on the training images, together with the weights.</summary>
[Collection(nameof(Alone))]
public class AblationTests
{
    private static readonly SearchNetworkOptions Network = TinySearch.Network with { Type = ScalarType.Float64 };
    private static readonly WeightOptimizerOptions Plain = new() { Momentum = 0, WeightDecay = 0, GradientClip = 1e9 };
    private static readonly ArchitectOptions Alphas = new() { LearningRate = 0.01, WeightDecay = 0 };

    [Fact]
    public void A_joint_step_moves_alphas_and_weights_along_gradients_of_one_pass()
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(Network);
        using var twin = new SearchNetwork(Network);
        using var step = new BilevelStep(network, Alphas, Plain, joint: true);
        using var batch = Batch(1);
        step.Run(batch, batch);

        twin.train();
        nn.functional.cross_entropy(twin.forward(batch.Images), batch.Labels).backward();
        using var _ = no_grad();
        Assert.All(network.Weights.Zip(twin.Weights), pair => Assert.True((pair.Second - 0.025 * pair.Second.grad! - pair.First).abs().max().item<double>() < 1e-12));
        foreach (var (alpha, before) in network.Alphas.Zip(twin.Alphas))
        {
            // Adam's first step is the learning rate along the gradient's sign, but for epsilon.
            var expected = before - 0.01 * before.grad! / (before.grad!.abs() + 1e-8);
            Assert.True((expected - alpha).abs().max().item<double>() < 1e-9);
        }
    }

    [Fact]
    public void Coordinate_descent_moves_the_weights_after_the_alphas_on_the_same_batch()
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(Network);
        using var twin = new SearchNetwork(Network);
        using var step = new BilevelStep(network, Alphas, Plain);
        using var architect = new Architect(twin, Alphas);
        using var optimizer = new WeightOptimizer(twin, Plain);
        using var batch = Batch(1);
        step.Run(batch, batch);

        twin.train();
        var loss = new Objective(() => nn.functional.cross_entropy(twin.forward(batch.Images), batch.Labels));
        architect.Step(loss, loss, optimizer);
        optimizer.Step(loss);
        Assert.Equal(TinySearch.Hash(twin), TinySearch.Hash(network));
    }

    [Theory]
    [InlineData(AlphaTraining.CoordinateDescent)]
    [InlineData(AlphaTraining.Joint)]
    public void A_search_trains_on_all_images_and_moves_the_alphas(AlphaTraining training)
    {
        using var network = new SearchNetwork(TinySearch.Network);
        var before = TinySearch.Hash(network.Alphas);
        var data = TinySearch.Data();
        using var search = new BilevelSearch(network, data, TinySearch.Options with { Epochs = 1, AlphaTraining = training });
        Assert.Equal((data.Weights.Count + data.Alphas.Count + 5) / 6, search.StepsPerEpoch);
        Assert.Single(search.Run());
        Assert.NotEqual(before, TinySearch.Hash(network.Alphas));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        using var network = new SearchNetwork(TinySearch.Network);
        var second = TinySearch.Options with { AlphaTraining = AlphaTraining.Joint, Architect = new ArchitectOptions { Order = Order.Second } };
        Assert.StartsWith("AlphaTraining = Joint: ", Assert.Throws<ArgumentException>(() => new BilevelSearch(network, TinySearch.Data(), second)).Message, StringComparison.Ordinal);
        var (first, other) = (TinySearch.Data().Weights, TinySearch.Data().Alphas);
        Assert.StartsWith("two: both splits must be of one dataset", Assert.Throws<InvalidOperationException>(() => new SearchData("two", first, other).All).Message, StringComparison.Ordinal);
    }

    private static Batch Batch(int seed)
    {
        random.manual_seed(seed);
        return new Batch(randn(6, 1, 8, 8, dtype: ScalarType.Float64, device: CPU), tensor(new long[] { 0, 1, 2, 0, 1, 2 }, device: CPU));
    }
}
