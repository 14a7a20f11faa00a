using Darts.Kernels;
using Darts.Recurrent;
using Darts.Tests.Golden;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Tests.Kernels;

/// <summary>The kernels of the recurrent cell against its libtorch twin, over shapes, vector widths, threads and activations.</summary>
public class RecurrentKernelTests
{
    public static TheoryData<ScalarType, int, int, int, int, int, int, int> Shapes() => new()
    {
        // type, vector bytes, threads, T, B, units, nodes, seed of the activations
        { ScalarType.Float64, 64, 2, 3, 4, 5, 3, 0 },
        { ScalarType.Float64, 32, 1, 2, 16, 20, 2, 1 },
        { ScalarType.Float64, 16, 3, 4, 3, 17, 8, 2 },
        { ScalarType.Float64, 64, 2, 2, 9, 33, 1, 3 },
        { ScalarType.Float64, 64, 5, 2, 8, 16, 3, 4 },
        { ScalarType.Float32, 64, 2, 3, 11, 40, 4, 0 },
        { ScalarType.Float32, 32, 2, 3, 8, 33, 4, 1 },
        { ScalarType.Float32, 16, 2, 3, 8, 33, 4, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Outputs_gradients_and_statistics_are_those_of_the_reference(ScalarType type, int vectorBytes, int threads, int length, int batch, int units, int nodes, int seed)
    {
        ActivationSet[] sets = [ActivationSet.Darts, new([Activation.Identity, Activation.Tanh]), new([Activation.Sigmoid, Activation.None, Activation.Relu]), new([Activation.Relu]), new([Activation.Tanh, Activation.None])];
        foreach (var (masked, training) in new[] { (false, true), (true, true), (true, false) })
        {
            using var scope = NewDisposeScope();
            var reference = Pass(null);
            var fast = Pass(RecurrentEngine.Of(type, threads, vectorBytes));
            Assert.Equal(reference.Length, fast.Length);
            for (var i = 0; i < fast.Length; i++)
                GoldenCase.AssertClose($"{i}, mask {masked}, training {training}", reference[i], fast[i], type == ScalarType.Float64 ? 1e-10 : 2e-4);

            Tensor[] Pass(RecurrentEngine? engine)
            {
                using var random = Darts.Runtime.Seed.Use(seed);
                using var cell = new RecurrentSearchCell(new RecurrentTopology(nodes), sets[seed], units, range: 0.5);
                cell.to(type);
                cell.Engine = engine;
                cell.train(training);
                var edges = new RecurrentTopology(nodes).Edges;
                var inputs = new Parameter(randn(length, batch, units, dtype: type));
                var hidden = new Parameter(randn(batch, units, dtype: type));
                var alphas = new Parameter(randn(edges, sets[seed].Count, dtype: type));
                var masks = masked ? DropoutMasks.Draw(new DropoutRates { Input = 0.3 }, 2, batch, units, inputs) : DropoutMasks.None;
                var weights = randn(length, batch, units, dtype: type);
                var outputs = cell.Forward(inputs, hidden, alphas.softmax(-1), masks.Input, masks.Hidden);
                (outputs * weights).sum().backward();
                return [outputs, inputs.grad!, hidden.grad!, alphas.grad!, .. cell.parameters().Select(parameter => parameter.grad!), .. cell.buffers().Select(buffer => buffer.clone())];
            }
        }
    }

    [Fact]
    public void A_number_of_threads_always_gives_the_same_bits_and_frozen_groups_change_none()
    {
        using var scope = NewDisposeScope();
        var first = Gradients(alphas: true, weights: true);
        Assert.Equal(first, Gradients(alphas: true, weights: true));
        Assert.Equal(first.alpha, Gradients(alphas: true, weights: false).alpha);
        Assert.Equal(first.weight, Gradients(alphas: false, weights: true).weight);
        Assert.Equal("none", Gradients(alphas: true, weights: false).weight);

        static (string alpha, string weight) Gradients(bool alphas, bool weights)
        {
            using var network = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = 20, Units = 40, Nodes = 4, Dropout = DropoutRates.None, Path = ComputePath.Fast, Threads = 2 });
            network.Alphas[0].requires_grad = alphas;
            foreach (var weight in network.Weights)
                weight.requires_grad = weights;
            var words = arange(20, dtype: ScalarType.Int64).view(5, 4);
            network.train();
            network.Forward(words, network.InitialHidden(4)).Loss(words.flip(0)).backward();
            return (Hash(network.Alphas[0].grad), string.Concat(network.Weights.Select(weight => Hash(weight.grad)).Distinct()));
        }

        static string Hash(Tensor? tensor) => tensor is null ? "none" : SearchProcess.TinySearch.Hash([tensor]);
    }

    [Fact]
    public void What_the_kernels_cannot_do_is_said()
    {
        using var scope = NewDisposeScope();
        var options = new RecurrentSearchNetworkOptions { Words = 5, Units = 4, Nodes = 2 };
        var custom = ActivationSet.Darts.With("tanh", x => x.sin());
        Assert.StartsWith("Path = Fast: the kernels run on a CPU with vectors, with the kit's own activations",
            Assert.Throws<ArgumentException>(() => new RecurrentSearchNetwork(options with { Activations = custom, Path = ComputePath.Fast })).Message, StringComparison.Ordinal);
        using var reference = new RecurrentSearchNetwork(options with { Activations = custom });
        Assert.Equal(ComputePath.Reference, reference.Path);

        using var network = new RecurrentSearchNetwork(options);
        Assert.Equal(ComputePath.Fast, network.Path);
        var words = zeros(3, 2, dtype: ScalarType.Int64);
        var loss = network.Forward(words, network.InitialHidden(2)).Loss(words);
        loss.backward(retain_graph: true);
        var again = Assert.Throws<InvalidOperationException>(() => KernelFailure.Rethrow(() => loss.backward()));
        Assert.Contains("The backward pass ran already", again.Message, StringComparison.Ordinal);
        network.train();
        Assert.Contains("A batch of 1 row", Assert.Throws<ArgumentException>(() => network.Forward(zeros(3, 1, dtype: ScalarType.Int64), network.InitialHidden(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_not_finite_come_through()
    {
        using var scope = NewDisposeScope();
        using var network = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = 5, Units = 4, Nodes = 2, Path = ComputePath.Fast });
        network.train();
        var words = zeros(3, 2, dtype: ScalarType.Int64);
        using (no_grad())
            network.Weights[2][0, 0] = float.NaN;
        Assert.True(network.Forward(words, network.InitialHidden(2) + 0.1).Loss(words).isnan().item<bool>());
    }
}
