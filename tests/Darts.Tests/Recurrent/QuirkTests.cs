using Darts.Kernels;
using Darts.Recurrent;
using Darts.Search;
using Darts.Tests.Golden;
using static TorchSharp.torch;

namespace Darts.Tests.Recurrent;

/// <summary>What the authors' recurrent architect does by accident, and what ours does instead.</summary>
public class QuirkTests
{
    private static readonly ArchitectOptions Second = ArchitectOptions.Recurrent with { Order = Order.Second };

    [Theory]
    [InlineData(10, false, true)] // not reached: the cap keeps 1
    [InlineData(10, true, true)] // not reached: the accident amplifies
    [InlineData(0.25, false, false)]
    [InlineData(0.25, true, false)]
    public void The_implicit_term_is_scaled_as_the_step_is_or_by_the_uncapped_coefficient(double clip, bool uncapped, bool aboveOne)
    {
        using var scope = NewDisposeScope();
        using var start = new RecurrentArchitectCases.Start(Second with { GradientClip = clip, UncappedClipCoefficient = uncapped, StaleTiedEmbedding = true });
        var golden = start.Golden;
        var before = start.Network.Weights.Select(weight => weight.detach().clone()).ToArray();
        var gradient = start.Step.Architect.Gradient(start.Train, start.Valid, start.Step.Optimizer);

        // The formulae of golden/README, with the recorded norm of the training gradient.
        var coefficient = clip / (golden.Scalar("second/train_grad_norm") + 1e-6);
        Assert.Equal(aboveOne, coefficient > 1);
        var scale = uncapped ? coefficient : Math.Min(coefficient, 1);
        golden.AssertClose("coefficient", scale, gradient.ClipCoefficient!.item<double>());
        GoldenCase.AssertClose("total", gradient.Direct![0] - 20 * scale * gradient.Implicit![0], gradient.Total[0], 1e-10);

        // The step itself is scaled by at most 1 either way: it is the recorded one rescaled.
        var recorded = Math.Min(0.25 / (golden.Scalar("second/train_grad_norm") + 1e-6), 1);
        for (var i = 1; i < before.Length; i++)
        {
            var decay = 20 * 5e-7 * before[i];
            var step = before[i] - golden[$"second/unrolled_param/{golden.List("param_order")[i]}"] - decay;
            GoldenCase.AssertClose($"w' {i}", before[i] - decay - step * (Math.Min(coefficient, 1) / recorded), gradient.UnrolledWeights![i], 1e-8);
        }

        Assert.True(Architect.Norm(gradient.Vector!).item<double>() <= clip);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_tied_embedding_is_unrolled_with_the_other_weights_unless_it_is_to_stay_stale(bool stale)
    {
        using var scope = NewDisposeScope();
        using var start = new RecurrentArchitectCases.Start(Second with { StaleTiedEmbedding = stale });
        var embedding = start.Network.Embedding.detach().clone();
        var (_, gradients) = Gradients.Of(start.Train, start.Network.Weights, start.Network.Alphas);
        var coefficient = 0.25 / (Architect.Norm(gradients) + 1e-6);
        var expected = stale ? embedding : embedding - 20 * (coefficient * gradients[0] + 5e-7 * embedding);

        var gradient = start.Step.Architect.Gradient(start.Train, start.Valid, start.Step.Optimizer);

        GoldenCase.AssertClose("w' of the embedding", expected, gradient.UnrolledWeights![0], 1e-9);
        Assert.True(gradient.UnrolledWeights[1].ne(start.Network.Weights[1]).any().item<bool>());
    }

    [Fact]
    public void The_three_passes_over_the_training_window_share_their_masks()
    {
        var (first, second, third, after) = Masks(independent: false);
        Assert.Equal(first, second);
        Assert.Equal(first, third);
        Assert.NotEqual(first, after);
    }

    [Fact]
    public void Independent_masks_differ_in_every_pass()
    {
        var (first, second, third, after) = Masks(independent: true);
        Assert.Equal(4, new[] { first, second, third, after }.Distinct().Count());
    }

    [Fact]
    public void With_shared_masks_the_finite_difference_is_the_second_derivative_of_the_dropped_network()
    {
        using var scope = NewDisposeScope();
        using var start = new RecurrentArchitectCases.Start(Second with { FiniteDifference = 1e-4 });
        var network = start.Network;
        using var dropping = new RecurrentSearchNetwork(network.Options with { Dropout = new DropoutRates { Words = 0.1 }, Activations = ActivationSet.Darts.Without("relu"), Path = ComputePath.Reference });
        GoldenCase.Load(network.named_parameters().Where(pair => pair.name != "alphas").Select(pair => (pair.name, (Tensor)pair.parameter)), name => dropping.get_parameter(name)!);
        using var step = new RecurrentStep(dropping, 3, start.Step.Architect.Options, new WeightOptimizerOptions { LearningRate = 20, Momentum = 0 });
        var loss = new LanguageLoss(dropping, new LanguageLossOptions());
        dropping.train();
        using var seed = Darts.Runtime.Seed.Use(5);
        using var replay = new Darts.Runtime.RandomReplay();
        var gradient = step.Architect.Gradient(loss.Plain(start.Window("train", 0), step.TrainHidden), loss.Plain(start.Window("valid", 0), step.ValidHidden), step.Optimizer);

        Tensor value;
        using (replay.Again())
            value = loss.Plain(start.Window("train", 0), step.TrainHidden).Terms[0]();
        var first = autograd.grad([value], [.. dropping.Weights], create_graph: true, retain_graph: true);
        var product = first.Zip(gradient.Vector!, (g, v) => (g * v).sum()).Aggregate((a, b) => a + b);
        var exact = autograd.grad([product], [.. dropping.Alphas], create_graph: true, retain_graph: true);
        Assert.True(exact[0].abs().max().item<double>() > 1e-4, "the second derivative is too small to compare");
        GoldenCase.AssertClose("implicit", exact[0], gradient.Implicit![0], 1e-5);
    }

    /// <summary>What each pass over the training window drew, and what comes after the step.</summary>
    private static (string, string, string, string) Masks(bool independent)
    {
        using var scope = NewDisposeScope();
        using var start = new RecurrentArchitectCases.Start(Second with { IndependentMasks = independent });
        using var seed = Darts.Runtime.Seed.Use(5);
        var drawn = new List<string>();
        Objective Recording(Objective objective, bool record) => new(() =>
        {
            var mask = DropoutMasks.Draw(new DropoutRates(), 50, 3, 16, start.Network.Embedding);
            if (record)
                drawn.Add(Text(mask.Hidden!));
            return objective.Terms[0]();
        });
        start.Step.Architect.Gradient(Recording(start.Train, true), Recording(start.Valid, false), start.Step.Optimizer);
        Assert.Equal(3, drawn.Count);
        return (drawn[0], drawn[1], drawn[2], Text(DropoutMasks.Draw(new DropoutRates(), 50, 3, 16, start.Network.Embedding).Hidden!));
    }

    private static string Text(Tensor mask) => string.Concat(mask.flatten().data<double>().Select(value => value > 0 ? '1' : '0'));
}
