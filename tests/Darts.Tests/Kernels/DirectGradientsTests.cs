using Darts.Cells;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Networks;
using Darts.Operations;
using Darts.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Tests.Kernels;

/// <summary>Gradients that cells hand to grad themselves, against those that libtorch's graph carries there.</summary>
public class DirectGradientsTests
{
    [Fact]
    public void They_are_those_of_the_graph_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var (graph, direct) = (All(network, held: false, 1, 2), All(network, held: true, 1, 2));
        Assert.Equal(network.parameters().Count(), graph.Length);
        Assert.All(graph.Zip(direct), pair => Assert.True(pair.First!.eq(pair.Second!).all().item<bool>()));
    }

    [Fact]
    public void A_weight_that_does_not_learn_gets_none()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        foreach (var weight in network.Weights.Where((_, i) => i % 3 == 0))
            weight.requires_grad = false;
        var (graph, direct) = (All(network, held: false, 1), All(network, held: true, 1));
        Assert.Contains(null, graph);
        foreach (var (expected, actual) in graph.Zip(direct))
            Assert.True(expected is null ? actual is null : expected.eq(actual!).all().item<bool>());
    }

    [Fact]
    public void They_are_direct_only_where_the_forward_pass_was_made_so()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        Assert.False(DirectGradients.AreHeld);
        Tensor loss;
        using (DirectGradients.Hold())
        {
            Assert.True(DirectGradients.AreHeld);
            var elsewhere = true;
            var thread = new Thread(() => elsewhere = DirectGradients.AreHeld);
            thread.Start();
            thread.Join();
            Assert.False(elsewhere);
            loss = Loss(network, 1);
        }

        Assert.False(DirectGradients.AreHeld);
        loss.backward();
        Assert.NotNull(Filter(network).grad);
        // What the graph gives is given back, and grad is left alone.
        Filter(network).grad = null;
        Assert.Single(autograd.grad([Loss(network, 1)], [Filter(network)]));
        Assert.Null(Filter(network).grad);
    }

    [Fact]
    public void Who_asks_the_graph_for_them_is_told()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        using var direct = DirectGradients.Hold();
        var error = Assert.Throws<InvalidOperationException>(() => KernelFailure.Rethrow(() => autograd.backward([Loss(network, 1)], create_graph: true)));
        Assert.Contains("outside of a step", error.Message);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.4)]
    public void A_retraining_network_gives_the_same(double dropPath)
    {
        using var scope = NewDisposeScope();
        var operations = OperationSet.Darts.With("tanh_conv", shape => Sequential(Tanh(), Conv2d(shape.Channels, shape.Channels, 3, shape.Stride, padding: 1)));
        // An operation without a kernel, and a last cell that takes nothing from the cell before it.
        var genotype = Genotype.Parse("Genotype(normal=[('sep_conv_3x3', 0), ('tanh_conv', 0), ('max_pool_3x3', 0), ('dil_conv_5x5', 2)], normal_concat=range(2, 4), reduce=[('sep_conv_5x5', 1), ('skip_connect', 0), ('avg_pool_3x3', 1), ('sep_conv_3x3', 2)], reduce_concat=range(2, 4))");
        using var network = new CifarNetwork(genotype, new CifarNetworkOptions { Channels = 4, Cells = 4, Operations = operations, Path = ComputePath.Fast, Threads = 2, Type = ScalarType.Float64 });
        var gradients = new[] { false, true }.Select(held =>
        {
            foreach (var parameter in network.parameters())
                parameter.grad = null;
            using var seed = Seed.Use(3);
            using var direct = held ? DirectGradients.Hold() : null;
            var (logits, auxiliary) = network.Classify(randn([3, 3, 32, 32], dtype: ScalarType.Float64, device: CPU), new DropPath(dropPath));
            (logits.square().sum() + auxiliary!.square().sum()).backward();
            return network.parameters().Select(parameter => parameter.grad?.clone()).ToArray();
        }).ToArray();
        foreach (var (expected, actual) in gradients[0].Zip(gradients[1]))
            Assert.True(expected is null ? actual is null : expected.eq(actual!).all().item<bool>());
        Assert.True(gradients[0].Count(gradient => gradient is not null) > 50);
    }

    [Fact]
    public void Holding_ends_once()
    {
        using var outer = DirectGradients.Hold();
        var inner = DirectGradients.Hold();
        inner.Dispose();
        inner.Dispose();
        Assert.True(DirectGradients.AreHeld);
    }

    /// <summary>The gradients of all parameters, summed over some losses.</summary>
    private static Tensor?[] All(SearchNetwork network, bool held, params long[] seeds)
    {
        foreach (var parameter in network.parameters())
            parameter.grad = null;
        foreach (var seed in seeds)
        {
            using var direct = held ? DirectGradients.Hold() : null;
            Loss(network, seed).backward();
        }

        return [.. network.parameters().Select(parameter => parameter.grad?.clone())];
    }

    private static Tensor Loss(SearchNetwork network, long seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return network.forward(randn([3, 3, 16, 16], dtype: ScalarType.Float64, device: CPU, generator: generator)).square().sum();
    }

    private static TorchSharp.Modules.Parameter Filter(SearchNetwork network) => network.Weights.Last(weight => weight.shape is [_, 1, 3, 3]);

    private static SearchNetwork Network() =>
        new(new SearchNetworkOptions { Channels = 2, Cells = 4, Nodes = 2, Path = ComputePath.Fast, Threads = 2, Type = ScalarType.Float64 });
}
