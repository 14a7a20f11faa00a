using Darts.Operations;
using Darts.Relaxation;
using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>2_mixed: one mixed edge, equation 2 of the paper.</summary>
public class MixedEdgeCases
{
    [Theory]
    [InlineData("s1_f64", 1)]
    [InlineData("s2_f64", 2)]
    [InlineData("s1_f32", 1)]
    [InlineData("s2_f32", 2)]
    public void Equation_2_the_softmax_mixture_of_all_operations(string name, int stride)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase($"2_mixed/{name}");
        using var edge = new MixedEdge(OperationSet.Darts, 4, stride);
        edge.to(golden.Type);
        var state = GoldenCase.StateOf(edge);
        GoldenCase.Load(golden.WithPrefix("param/"), key => state[key]);
        GoldenCase.Load(golden.WithPrefix("buffer/"), key => state[key]);

        var x = golden["in/x"].clone().requires_grad_();
        var alpha = golden["in/alpha"].clone().requires_grad_();
        var weights = EdgeWeighting.Softmax.Apply(alpha);
        golden.AssertClose("out/weights", weights);
        var y = edge.forward(x, weights);
        golden.AssertClose("out/y_train", y);
        (y * golden["in/R"]).sum().backward();
        golden.AssertClose("grad_in/x", x.grad);
        golden.AssertClose("grad_in/alpha", alpha.grad);
        foreach (var (key, _) in golden.WithPrefix("grad/"))
            golden.AssertClose($"grad/{key}", GoldenCase.ParameterOf(edge, key).grad);
        foreach (var (key, _) in golden.WithPrefix("buffer_after/"))
            golden.AssertClose($"buffer_after/{key}", state[key]);

        edge.eval();
        golden.AssertClose("out/y_eval", edge.forward(golden["in/x"], weights.detach()));
    }
}
