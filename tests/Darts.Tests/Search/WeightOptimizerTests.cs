using Darts.Runtime;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>Clipped SGD against libtorch's.</summary>
public class WeightOptimizerTests
{
    [Fact]
    public void Weights_and_norms_are_those_of_libtorchs_sgd_after_clipping()
    {
        NativeLibraries.Load();
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        SmoothModel[] models = [new(), new()];
        models[1].load_state_dict(models[0].state_dict());
        var options = new WeightOptimizerOptions { LearningRate = 0.3, GradientClip = 0.2, WeightDecay = 0.01 };
        using var optimizer = new WeightOptimizer(models[0], options);
        var parameters = models[1].Weights;
        using var sgd = optim.SGD(parameters, options.LearningRate, options.Momentum, weight_decay: options.WeightDecay);
        // The first step makes the momentum; kernels work from the second on.
        for (var step = 0; step < 4; step++)
        {
            var images = randn([5, 2, 4, 4], dtype: ScalarType.Float64, device: CPU, generator: generator) * (step + 1);
            var labels = tensor(new long[] { 0, 1, 2, 3, 0 }, device: CPU);
            sgd.zero_grad();
            models[1].Loss(images, labels).Backward();
            var norm = nn.utils.clip_grad_norm_(parameters, options.GradientClip);
            sgd.step();
            Assert.Equal(norm, optimizer.Step(models[0].Loss(images, labels)).norm.item<double>(), 1e-12);
            foreach (var (expected, actual) in parameters.Zip(models[0].Weights))
                Assert.True(allclose(expected, actual, 1e-12, 1e-12));
        }
    }
}
