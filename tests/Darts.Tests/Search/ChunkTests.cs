using Darts.Data;
using Darts.Networks;
using Darts.Search;
using Darts.SearchProcess;
using Darts.Tests.Golden;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>ChunkSize: the gradient of a batch as the mean over its images of the gradients of chunks.</summary>
[Collection(nameof(Alone))]
public class ChunkTests
{
    private static readonly WeightOptimizerOptions Plain = new() { LearningRate = 1, Momentum = 0, WeightDecay = 0, GradientClip = 1e9 };
    private static readonly ArchitectOptions Alphas = new() { WeightDecay = 0 };

    [Theory]
    [InlineData(3, new[] { 3, 3, 3 })]
    [InlineData(4, new[] { 4, 4, 1 })]
    [InlineData(5, new[] { 5, 4 })]
    [InlineData(9, new[] { 9 })]
    [InlineData(50, new[] { 9 })]
    [InlineData(null, new[] { 9 })]
    public void The_gradient_is_the_mean_of_the_chunks_weighted_with_their_sizes(int? chunk, int[] sizes)
    {
        using var scope = NewDisposeScope();
        var (train, valid) = (Batch(1), Batch(2));
        using var network = Network();
        using var step = new BilevelStep(network, Alphas, Plain, chunk);
        var before = network.Weights.Select(weight => weight.detach().clone()).ToArray();

        // The same by hand: first the alphas' gradient, then, with the alphas that the step found, the weights'.
        using var byHand = Network();
        var validLoss = Accumulate(byHand, valid, sizes);
        var alphaGradients = byHand.Alphas.Select(alpha => alpha.grad!.clone()).ToArray();
        Assert.True(validLoss > 0);
        var (loss, _) = step.Run(train, valid);
        GoldenCase.Load([("0", network.Alphas[0]), ("1", network.Alphas[1])], name => byHand.Alphas[name == "0" ? 0 : 1]);
        byHand.zero_grad();
        var trainLoss = Accumulate(byHand, train, sizes);

        Assert.Equal(trainLoss, loss.item<double>(), 1e-12);
        for (var i = 0; i < before.Length; i++)
            GoldenCase.AssertClose($"weight {i}", byHand.Weights[i].grad ?? zeros_like(before[i]), before[i] - network.Weights[i], 1e-10);
        // After one step Adam's mean is (1 - beta1) times the gradient.
        for (var i = 0; i < alphaGradients.Length; i++)
            GoldenCase.AssertClose($"alpha {i}", alphaGradients[i], step.Architect.AdamStates[i].exp_avg / (1 - Alphas.Beta1), 1e-10);
    }

    [Fact]
    public void Right_answers_of_all_chunks_are_counted()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        network.Weights[^1].requires_grad = false;
        GoldenCase.Load([("bias", tensor([0, 100, 0], ScalarType.Float64, CPU))], _ => network.Weights[^1]);
        network.Weights[^1].requires_grad = true;
        using var step = new BilevelStep(network, Alphas, Plain, chunk: 4);
        var train = Batch(1);
        Assert.Equal(train.Labels.eq(1).sum().item<long>(), step.Run(train, Batch(2)).correct.item<long>());
    }

    private static SearchNetwork Network() => new(TinySearch.Network with { Type = ScalarType.Float64 });

    private static Batch Batch(long pass) =>
        new BatchStream(TinySearch.Data().Weights, 9, seed: 1, "test", CPU, ScalarType.Float64) { PrefetchDepth = 0 }.Pass(pass).First();

    private static double Accumulate(SearchNetwork network, Batch batch, int[] sizes)
    {
        var (total, start) = (0.0, 0);
        foreach (var size in sizes)
        {
            var loss = nn.functional.cross_entropy(network.forward(batch.Images[start..(start + size)]), batch.Labels[start..(start + size)], reduction: nn.Reduction.Sum) / batch.Count;
            loss.backward();
            total += loss.item<double>();
            start += size;
        }

        return total;
    }
}
