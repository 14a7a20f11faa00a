using Darts.Kernels;
using Darts.Networks;
using Darts.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Tests.Kernels;

/// <summary>What libtorch's graph can be asked for beside one plain backward pass, and what a user may change.</summary>
public class GraphTests
{
    [Fact]
    public void Two_forward_passes_may_wait_for_their_backward_passes()
    {
        using var scope = NewDisposeScope();
        using var network = Network(ComputePath.Fast);
        var (first, second) = (Images(3, 1), Images(5, 2));
        // Each by a network of its own, which has laid its cells out for no other batch.
        var alone = new[] { first, second }.Select(images =>
        {
            using var other = Network(ComputePath.Fast);
            return Gradient(other, () => other.forward(images).square().sum().backward());
        }).ToArray();
        var losses = new[] { network.forward(first).square().sum(), network.forward(second).square().sum() };
        var (b, a) = (Gradient(network, () => losses[1].backward()), Gradient(network, () => losses[0].backward()));
        Assert.True(a.eq(alone[0]).all().item<bool>() && b.eq(alone[1]).all().item<bool>());
    }

    [Fact]
    public void A_kept_graph_gives_its_gradient_twice()
    {
        using var scope = NewDisposeScope();
        using var network = Network(ComputePath.Fast);
        var loss = network.forward(Images(3, 1)).square().sum();
        var first = Gradient(network, () => autograd.backward([loss], retain_graph: true));
        Assert.True(Gradient(network, () => loss.backward()).eq(first).all().item<bool>());
    }

    [Fact]
    public void The_gradient_of_one_parameter_can_be_asked_for()
    {
        using var scope = NewDisposeScope();
        using var network = Network(ComputePath.Fast);
        var parameter = network.Weights.First(weight => weight.shape.Length == 4 && weight.shape[1] == 1);
        var all = Gradient(network, () => network.forward(Images(3, 1)).square().sum().backward(), parameter);
        CellPair.Close("asked for alone", all, autograd.grad([network.forward(Images(3, 1)).square().sum()], [parameter])[0].flatten(), 1e-12);
        foreach (var other in network.parameters())
            other.requires_grad = other.Handle == parameter.Handle;
        CellPair.Close("all others frozen", all, Gradient(network, () => network.forward(Images(3, 1)).square().sum().backward(), parameter), 1e-12);
    }

    [Fact]
    public void Second_derivatives_are_those_of_the_reference_path()
    {
        using var scope = NewDisposeScope();
        var results = new[] { ComputePath.Reference, ComputePath.Fast }.Select(path =>
        {
            var network = Network(path);
            var loss = functional.cross_entropy(network.forward(Images(4, 1)), tensor(new long[] { 0, 1, 2, 3 }, device: CPU));
            var gradient = autograd.grad([loss], [network.Weights[5], network.Alphas[0]], retain_graph: true, create_graph: true);
            return autograd.grad([gradient[0].square().sum() + gradient[1].square().sum()], [network.Alphas[0], network.Weights[5]]);
        }).ToArray();
        CellPair.Close("d2/dalpha", results[0][0], results[1][0], 1e-8);
        CellPair.Close("d2/dw", results[0][1], results[1][1], 1e-8);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_weight_that_changed_since_the_forward_pass_is_refused(bool frozen)
    {
        // libtorch would abort inside a callback; the kernels turn it into its ordinary exception.
        using var scope = NewDisposeScope();
        using var network = Network(ComputePath.Fast);
        foreach (var weight in network.Weights)
            weight.requires_grad = !frozen;
        var loss = network.forward(Images(3, 1)).square().sum();
        using (no_grad())
            network.Weights.First(weight => weight.shape.Length == 4 && weight.shape[1] == 1).mul_(2);
        Assert.ThrowsAny<Exception>(() => loss.backward());
    }

    [Fact]
    public void A_pass_of_another_size_without_a_graph_may_come_between()
    {
        using var scope = NewDisposeScope();
        using var network = Network(ComputePath.Fast);
        var alone = Gradient(network, () => network.forward(Images(3, 1)).square().sum().backward());
        var loss = network.forward(Images(3, 1)).square().sum();
        network.eval();
        using (no_grad())
            network.forward(Images(7, 2));
        network.train();
        Assert.True(Gradient(network, () => loss.backward()).eq(alone).all().item<bool>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_threads_give_the_same_bits(int threads)
    {
        using var scope = NewDisposeScope();
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            var network = Network(ComputePath.Fast, threads: threads, type: ScalarType.Float32);
            return Gradient(network, () => network.forward(Images(5, 1).to(ScalarType.Float32)).square().sum().backward(), network.Alphas[0], network.Weights[7]);
        }).ToArray();
        Assert.True(runs[0].eq(runs[1]).all().item<bool>());
    }

    [Fact]
    public void A_custom_operation_works_beside_the_kernels()
    {
        using var scope = NewDisposeScope();
        var operations = OperationSet.Darts.With("tanh_conv", shape => Sequential(Tanh(), Conv2d(shape.Channels, shape.Channels, 3, shape.Stride, padding: 1, bias: true)));
        var (reference, fast) = (Network(ComputePath.Reference, operations), Network(ComputePath.Fast, operations));
        var before = KernelEngine.NodesOnThisThread;
        var results = new[] { reference, fast }.Select(network => Gradient(network, () => network.forward(Images(3, 1)).square().sum().backward(), [.. network.Alphas, .. network.Weights])).ToArray();
        // The stem, and four cells of two inputs and two nodes each.
        Assert.Equal(before + 1 + 4 * 4, KernelEngine.NodesOnThisThread);
        CellPair.Close("gradients", results[0], results[1], 1e-9);
    }

    [Fact]
    public void A_forward_hook_that_kernels_would_not_call_is_refused()
    {
        using var scope = NewDisposeScope();
        var operations = OperationSet.Darts.With("tanh_conv", shape => Sequential(Tanh(), Conv2d(shape.Channels, shape.Channels, 3, shape.Stride, padding: 1, bias: true)));
        using var network = Network(ComputePath.Fast, operations);
        var calls = 0;
        var modules = network.modules();
        var hook = modules.OfType<TorchSharp.Modules.Tanh>().First().register_forward_hook((_, _, output) => Count(output));
        network.forward(Images(3, 1));
        Assert.Equal(1, calls);
        hook.remove();
        var refused = modules.OfType<TorchSharp.Modules.BatchNorm2d>().Last().register_forward_hook((_, _, output) => Count(output));
        var error = Assert.Throws<InvalidOperationException>(() => network.forward(Images(3, 1)));
        Assert.Contains("set the network's Path to Reference", error.Message);
        network.Path = ComputePath.Reference;
        network.forward(Images(3, 1));
        Assert.Equal(2, calls);
        refused.remove();
        network.Path = ComputePath.Fast;
        network.forward(Images(3, 1));

        Tensor Count(Tensor output)
        {
            calls++;
            return output;
        }
    }

    [Fact]
    public void A_description_says_which_path_runs()
    {
        Assert.Contains("reference path", Network(ComputePath.Reference).ToString());
        Assert.Contains("fast path (2 threads", Network(ComputePath.Fast).ToString());
    }

    /// <summary>A network whose numbers depend on nothing but their place: other tests draw from the global generator at the same time.</summary>
    private static SearchNetwork Network(ComputePath path, OperationSet? operations = null, int threads = 2, ScalarType type = ScalarType.Float64)
    {
        var network = new SearchNetwork(new SearchNetworkOptions { Channels = 2, Cells = 4, Nodes = 2, Path = path, Threads = threads, Type = type, Operations = operations ?? OperationSet.Darts });
        using var _ = no_grad();
        using var generator = new Generator(1, CPU);
        foreach (var parameter in network.parameters())
            parameter.copy_(randn(parameter.shape, dtype: type, device: CPU, generator: generator) / Math.Sqrt(parameter.shape.Length == 4 ? parameter.numel() / parameter.shape[0] : 1));
        return network;
    }

    private static Tensor Images(int batch, long seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return randn([batch, 3, 16, 16], dtype: ScalarType.Float64, device: CPU, generator: generator);
    }

    private static Tensor Gradient(SearchNetwork network, Action backward, params Tensor[] of)
    {
        foreach (var parameter in network.parameters())
            parameter.grad = null;
        backward();
        return cat([.. (of.Length > 0 ? of : [network.Alphas[0], network.Weights[7]]).Select(tensor => tensor.grad!.flatten())]);
    }
}
