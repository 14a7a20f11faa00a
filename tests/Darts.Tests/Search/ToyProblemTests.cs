using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>Figure 2 of the paper, with the architect that searches networks.</summary>
public class ToyProblemTests
{
    public static TheoryData<double, double, double> PointsAndXi()
    {
        var rows = new TheoryData<double, double, double>();
        foreach (var xi in new[] { 0, 0.1, 0.25, 0.5, 1 })
        {
            foreach (var (alpha, w) in new[] { (2.0, -2.0), (0.3, 1.7), (-1.5, -0.4), (1, 1) })
                rows.Add(alpha, w, xi);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(PointsAndXi))]
    public void The_gradient_is_one_minus_two_xi_times_w_plus_four_xi_alpha_minus_two(double alpha, double w, double xi) =>
        Assert.Equal((1 - 2 * xi) * w + 4 * xi * alpha - 2, Gradient(alpha, w, xi), 1e-9);

    [Theory]
    [InlineData(0, -4)]
    [InlineData(0.5, 2)]
    public void At_the_figures_starting_point_the_two_orders_point_to_opposite_sides(double xi, double expected) =>
        Assert.Equal(expected, Gradient(alpha: 2, w: -2, xi), 1e-9);

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Alternating_descent_ends_at_two_over_one_plus_two_xi(double xi)
    {
        using var scope = NewDisposeScope();
        using var model = new ToyModel(alpha: 2, w: -2);
        using var architect = Architect(model, xi);
        using var weights = Weights(model, xi);
        for (var step = 0; step < 500; step++)
        {
            using var eachStep = NewDisposeScope();
            model.Descend(architect.Gradient(model.Train, model.Valid, weights).Total[0], rate: 0.1);
            weights.Step(model.Train);
        }

        Assert.Equal(2 / (1 + 2 * xi), model.Alpha, 1e-6);
        Assert.Equal(model.Alpha, model.W, 1e-6);
    }

    [Fact]
    public void The_unrolled_step_uses_the_learning_rate_of_this_moment()
    {
        using var scope = NewDisposeScope();
        using var model = new ToyModel(alpha: 2, w: -2);
        using var architect = Architect(model, xi: 0.5);
        using var weights = Weights(model, xi: 0.5);
        weights.LearningRate = 0.25;
        Assert.Equal(0.5 * -2 + 2 - 2, architect.Gradient(model.Train, model.Valid, weights).Total[0].item<double>(), 1e-9);
    }

    private static double Gradient(double alpha, double w, double xi)
    {
        using var scope = NewDisposeScope();
        using var model = new ToyModel(alpha, w);
        using var architect = Architect(model, xi);
        using var weights = Weights(model, xi);
        var gradient = architect.Gradient(model.Train, model.Valid, weights).Total[0].item<double>();
        Assert.Equal((alpha, w), (model.Alpha, model.W));
        return gradient;
    }

    private static Architect Architect(ToyModel model, double xi) => new(model, new ArchitectOptions { Order = xi == 0 ? Order.First : Order.Second });

    private static WeightOptimizer Weights(ToyModel model, double xi) =>
        new(model, new WeightOptimizerOptions { LearningRate = xi == 0 ? 0.1 : xi, Momentum = 0, WeightDecay = 0, GradientClip = 1e9 });
}
