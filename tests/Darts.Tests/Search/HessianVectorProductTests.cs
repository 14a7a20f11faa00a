using Darts.Search;
using Darts.Tests.Golden;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>Equation 8: the finite difference against the second derivative itself, by differentiating a gradient.</summary>
public class HessianVectorProductTests
{
    [Theory]
    [InlineData(0.01, 1e-4)] // the paper's step
    [InlineData(1e-4, 1e-7)] // the error falls with the square of the step until rounding takes over
    public void Equation_8_the_finite_difference_is_the_second_derivative_times_v(double finiteDifference, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var model = new SmoothModel();
        GoldenCase.Load(
            model.named_parameters().Where(pair => pair.name is not ("mixture" or "slope")).Select((pair, k) => (pair.name, GoldenRecipe.Weight(40 + (ulong)k, pair.name, pair.parameter.shape))),
            name => GoldenCase.ParameterOf(model, name));
        var (images, labels) = (GoldenRecipe.Uniform(1, 6 * 2 * 5 * 5).reshape(6, 2, 5, 5), tensor(new long[] { 0, 1, 2, 3, 0, 1 }, ScalarType.Int64, CPU));
        var (otherImages, otherLabels) = (GoldenRecipe.Uniform(2, 6 * 2 * 5 * 5).reshape(6, 2, 5, 5), tensor(new long[] { 3, 2, 1, 0, 2, 0 }, ScalarType.Int64, CPU));
        using var architect = new Architect(model, new ArchitectOptions { Order = Order.Second, FiniteDifference = finiteDifference });
        using var weights = new WeightOptimizer(model, new WeightOptimizerOptions { LearningRate = 0.1 });

        var gradient = architect.Gradient(model.Loss(images, labels), model.Loss(otherImages, otherLabels), weights);

        var loss = model.Loss(images, labels).Terms[0]();
        var first = autograd.grad([loss], [.. model.Weights], create_graph: true, retain_graph: true);
        var product = first.Zip(gradient.Vector!, (g, v) => (g * v).sum()).Aggregate((a, b) => a + b);
        var exact = autograd.grad([product], [.. model.Alphas], create_graph: true, retain_graph: true);
        for (var i = 0; i < exact.Count; i++)
        {
            Assert.True(exact[i].abs().max().item<double>() > 1e-3, "the second derivative is too small to compare");
            GoldenCase.AssertClose($"implicit {i}", exact[i], gradient.Implicit![i], tolerance);
            GoldenCase.AssertClose($"total {i}", gradient.Direct![i] - 0.1 * exact[i], gradient.Total[i], tolerance);
        }
    }

    [Fact]
    public void Equation_7_the_direct_part_is_the_gradient_at_the_unrolled_weights()
    {
        using var scope = NewDisposeScope();
        using var model = new SmoothModel();
        var (images, labels) = (GoldenRecipe.Uniform(1, 6 * 2 * 5 * 5).reshape(6, 2, 5, 5), tensor(new long[] { 0, 1, 2, 3, 0, 1 }, ScalarType.Int64, CPU));
        using var architect = new Architect(model, new ArchitectOptions { Order = Order.Second });
        using var weights = new WeightOptimizer(model, new WeightOptimizerOptions { LearningRate = 0.1, Momentum = 0, WeightDecay = 0, GradientClip = 1e9 });
        var gradient = architect.Gradient(model.Loss(images, labels), model.Loss(images * 2, labels), weights);

        // With no clipping in the way the weight step goes exactly where the architect looked ahead to.
        weights.Step(model.Loss(images, labels));
        for (var i = 0; i < model.Weights.Count; i++)
            GoldenCase.AssertClose($"w' {i}", model.Weights[i], gradient.UnrolledWeights![i], 1e-12);
        model.Loss(images * 2, labels).Backward();
        for (var i = 0; i < model.Alphas.Count; i++)
            GoldenCase.AssertClose($"direct {i}", model.Alphas[i].grad!, gradient.Direct![i], 1e-10);
    }
}
