using System.Runtime.InteropServices;
using Darts.Runtime;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>Arithmetic on lists of tensors against libtorch's, tensors that kernels cannot compute with among them.</summary>
public class TensorListsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Numbers_are_those_of_libtorch_for_any_number_of_threads(int threads)
    {
        NativeLibraries.Load();
        using var scope = NewDisposeScope();
        Tensor[] starts = Tensors(1), directions = Tensors(2);
        var targets = TensorLists.Copy(starts, threads);
        Assert.All(targets.Zip(starts), pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));

        TensorLists.SetSum(targets, starts, -0.3, directions, threads);
        for (var i = 0; i < targets.Length; i++)
            Assert.True(allclose(starts[i] - 0.3 * directions[i], targets[i], 1e-14, 1e-14));
        Assert.Equal(Architect.Norm(starts).item<double>(), TensorLists.Norm(starts, threads).item<double>(), 1e-10);
        Assert.Equal(TensorLists.Norm(starts, 1).item<double>(), TensorLists.Norm(starts, threads).item<double>());

        TensorLists.Set(targets, starts, threads);
        Assert.All(targets.Zip(starts), pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void A_tensor_that_was_set_to_a_sum_is_refused_by_graphs_made_before()
    {
        NativeLibraries.Load();
        using var scope = NewDisposeScope();
        var weight = ones(3, dtype: ScalarType.Float64, device: CPU, requires_grad: true);
        var loss = weight.square().sum();
        TensorLists.SetSum([weight], [weight], 1, [ones_like(weight)], 1);
        Assert.Equal([2.0, 2, 2], weight.detach().data<double>().ToArray());
        var error = Assert.Throws<ExternalException>(() => loss.backward());
        Assert.Contains("modified by an inplace operation", error.Message);
    }

    /// <summary>A hundred tensors of sizes from one number to some hundred, some of them transposed.</summary>
    private static Tensor[] Tensors(ulong seed)
    {
        using var generator = new Generator(seed, CPU);
        return [.. Enumerable.Range(0, 100).Select(i =>
        {
            var tensor = randn([1 + i % 7, 1 + i % 31], dtype: ScalarType.Float64, device: CPU, generator: generator);
            return i % 10 == 9 ? tensor.t() : tensor;
        })];
    }
}
