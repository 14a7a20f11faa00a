using Darts.Data;
using Darts.Kernels;
using Darts.Networks;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>4_architect: alpha steps of both orders and three whole alternating steps.</summary>
public class ArchitectCases
{
    [Theory]
    [InlineData(ComputePath.Reference)]
    [InlineData(ComputePath.Fast)]
    public void The_weight_step_gives_the_authors_numbers(ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("4_architect/f64");
        using var network = SearchNetworkCases.Build(golden, path);
        var state = GoldenCase.StateOf(network);
        var names = golden.List("param_order");
        GoldenCase.Load(names.Select((name, k) => (name, GoldenRecipe.Weight(200000 + (ulong)k, name, state[name].shape))), key => state[key]);
        using var optimizer = new WeightOptimizer(network, new WeightOptimizerOptions());
        network.train();
        foreach (var expected in golden.Root.GetProperty("warmup").EnumerateArray())
        {
            var (loss, norm) = optimizer.Step(Loss(network, Batch(golden, "train", expected.GetProperty("train_batch").GetInt32())));
            golden.AssertClose("loss", expected.GetProperty("loss").GetDouble(), loss.item<double>());
            golden.AssertClose("norm", expected.GetProperty("grad_norm_before_clip").GetDouble(), norm.item<double>());
        }

        golden.AssertTriples("stateA/param", [.. names.Select(name => state[name])]);
        golden.AssertTriples("stateA/momentum", [.. optimizer.MomentumStates.Select(entry => entry.momentum_buffer!)]);
        foreach (var name in names)
            golden.AssertClose($"param/{name}", state[name]);
    }

    [Theory]
    [InlineData("f64", ComputePath.Reference)]
    [InlineData("f32", ComputePath.Reference)]
    [InlineData("f64", ComputePath.Fast)]
    [InlineData("f32", ComputePath.Fast)]
    public void First_order_the_gradient_of_the_validation_loss_at_w(string name, ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var start = new StateA(name, Order.First, withMomentum: true, path);
        var golden = start.Golden;
        var kernelNodes = KernelEngine.NodesOnThisThread;
        var gradient = start.Step.Architect.Gradient(start.Train(0), start.Valid(0), start.Step.Optimizer);
        // Float32 against float64 is 2e-6 (golden/README 1.3), 1e-4 where a ReLU changes side.
        var tolerance = golden.Type == ScalarType.Float64 ? 1e-8 : 1e-4;
        golden.AssertClose("valid_loss", golden.Scalar("first/valid_loss"), gradient.ValidLoss.to(ScalarType.Float64).item<double>());
        golden.AssertClose("first/grad/alphas_normal", gradient.Total[0], tolerance);
        golden.AssertClose("first/grad/alphas_reduce", gradient.Total[1], tolerance);
        golden.AssertClose("first/buffers_after", start.Buffers());
        Assert.All(start.Network.Weights, weight => Assert.Null(weight.grad));

        using var again = new StateA(name, Order.First, withMomentum: true, path);
        again.Step.Architect.Step(again.Train(0), again.Valid(0), again.Step.Optimizer);
        golden.AssertClose("first/after_adam/alphas_normal", again.Network.Architecture.Normal, golden.Type == ScalarType.Float64 ? 1e-8 : 1e-6);
        golden.AssertClose("first/after_adam/alphas_reduce", again.Network.Architecture.Reduction, golden.Type == ScalarType.Float64 ? 1e-8 : 1e-6);
        SearchNetworkCases.AssertRan(path, kernelNodes);
    }

    [Theory]
    [InlineData("second", true, ComputePath.Reference)]
    [InlineData("second_nomom", false, ComputePath.Reference)]
    [InlineData("second", true, ComputePath.Fast)]
    [InlineData("second_nomom", false, ComputePath.Fast)]
    public void Equations_7_and_8_the_second_order_gradient(string prefix, bool withMomentum, ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var start = new StateA("f64", Order.Second, withMomentum, path);
        var golden = start.Golden;
        var kernelNodes = KernelEngine.NodesOnThisThread;
        var before = start.Network.Weights.Select(weight => weight.detach().clone()).ToArray();
        var gradient = start.Step.Architect.Gradient(start.Train(0), start.Valid(0), start.Step.Optimizer);

        golden.AssertClose("train_loss", golden.Scalar($"{prefix}/train_loss"), gradient.TrainLoss!.item<double>());
        golden.AssertTriples($"{prefix}/unrolled_param", gradient.UnrolledWeights!);
        golden.AssertClose("valid_loss", golden.Scalar($"{prefix}/unrolled_valid_loss"), gradient.ValidLoss.item<double>());
        golden.AssertClose($"{prefix}/direct_grad/alphas_normal", gradient.Direct![0]);
        golden.AssertClose($"{prefix}/direct_grad/alphas_reduce", gradient.Direct[1]);
        golden.AssertTriples($"{prefix}/vector", gradient.Vector!);
        golden.AssertClose("R", golden.Scalar($"{prefix}/R"), 0.01 / Architect.Norm(gradient.Vector!).item<double>());
        golden.AssertClose($"{prefix}/implicit/alphas_normal", gradient.Implicit![0]);
        golden.AssertClose($"{prefix}/implicit/alphas_reduce", gradient.Implicit[1]);
        golden.AssertClose($"{prefix}/grad/alphas_normal", gradient.Total[0]);
        golden.AssertClose($"{prefix}/grad/alphas_reduce", gradient.Total[1]);
        golden.AssertClose($"{prefix}/buffers_after", start.Buffers());

        Assert.All(start.Network.Weights.Zip(before), pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>(), "a weight did not come back bit for bit"));

        using var again = new StateA("f64", Order.Second, withMomentum, path);
        again.Step.Architect.Step(again.Train(0), again.Valid(0), again.Step.Optimizer);
        golden.AssertClose($"{prefix}/after_adam/alphas_normal", again.Network.Architecture.Normal);
        golden.AssertClose($"{prefix}/after_adam/alphas_reduce", again.Network.Architecture.Reduction);
        SearchNetworkCases.AssertRan(path, kernelNodes);
    }

    [Theory]
    [InlineData("f64", "loop_first", Order.First, ComputePath.Reference)]
    [InlineData("f64", "loop_second", Order.Second, ComputePath.Reference)]
    [InlineData("f32", "loop_first", Order.First, ComputePath.Reference)]
    [InlineData("f64", "loop_first", Order.First, ComputePath.Fast)]
    [InlineData("f64", "loop_second", Order.Second, ComputePath.Fast)]
    [InlineData("f32", "loop_first", Order.First, ComputePath.Fast)]
    public void Algorithm_1_three_alternating_steps(string name, string prefix, Order order, ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var start = new StateA(name, order, withMomentum: true, path);
        var golden = start.Golden;
        var kernelNodes = KernelEngine.NodesOnThisThread;
        // In float32 three steps of a net with ReLUs and maxima drift (golden/README 1.3).
        double? tolerance = golden.Type == ScalarType.Float64 ? null : 1e-3;
        foreach (var expected in golden.Root.GetProperty(prefix).EnumerateArray())
        {
            var k = expected.GetProperty("step").GetInt32();
            using var train = Batch(golden, "train", expected.GetProperty("train_batch").GetInt32());
            using var valid = Batch(golden, "valid", expected.GetProperty("valid_batch").GetInt32());
            var (loss, _) = start.Step.Run(train, valid);
            golden.AssertClose("train_loss", expected.GetProperty("train_loss").GetDouble(), loss.to(ScalarType.Float64).item<double>(), tolerance);
            golden.AssertClose($"{prefix}/{k}/alphas_normal", start.Network.Architecture.Normal, tolerance);
            golden.AssertClose($"{prefix}/{k}/alphas_reduce", start.Network.Architecture.Reduction, tolerance);
            golden.AssertTriples($"{prefix}/{k}/param", [.. golden.List("param_order").Select(key => start.State[key])], tolerance);
            golden.AssertTriples($"{prefix}/{k}/buffers_after", [start.Buffers()], tolerance);
        }

        start.Network.eval();
        golden.AssertClose($"{prefix}/logits_eval", start.Network.forward(golden["in/valid_x/0"]), tolerance);
        Assert.Equal(GenotypeCases.Read(golden.Root.GetProperty(prefix.Replace("loop", "genotype", StringComparison.Ordinal))), start.Network.Derive());
        SearchNetworkCases.AssertRan(path, kernelNodes);
    }

    private static Batch Batch(GoldenCase golden, string half, int number) => new(golden[$"in/{half}_x/{number}"].clone(), golden[$"in/{half}_y/{number}"].clone());

    private static Objective Loss(SearchNetwork network, Batch batch) => new(() => nn.functional.cross_entropy(network.forward(batch.Images), batch.Labels));

    /// <summary>The network and optimizers after the two warm-up weight steps, as the golden set stores them.</summary>
    private sealed class StateA : IDisposable
    {
        public StateA(string name, Order order, bool withMomentum, ComputePath path)
        {
            Golden = new GoldenCase($"4_architect/{name}");
            using var stored = new GoldenCase("4_architect/f64");
            Network = SearchNetworkCases.Build(Golden, path);
            State = GoldenCase.StateOf(Network);
            GoldenCase.Load(stored.WithPrefix("param/"), key => State[key]);
            using (no_grad())
            {
                var offset = 0L;
                foreach (var buffer in Golden.List("buffer_names").Select(key => State[key]))
                {
                    buffer.copy_(stored["buffers/flat"].narrow(0, offset, buffer.numel()).reshape(buffer.shape));
                    offset += buffer.numel();
                }
            }

            Step = new BilevelStep(Network, new ArchitectOptions { Order = order }, new WeightOptimizerOptions());
            if (withMomentum)
            {
                var names = Golden.List("param_order");
                for (var i = 0; i < names.Length; i++)
                    Step.Optimizer.MomentumStates[i].momentum_buffer = stored[$"momentum/{names[i]}"].to(Golden.Type, copy: true).DetachFromDisposeScope();
            }

            Network.train();
        }

        public GoldenCase Golden { get; }

        public SearchNetwork Network { get; }

        public Dictionary<string, Tensor> State { get; }

        public BilevelStep Step { get; }

        public Objective Train(int number) => Loss(Network, Batch(Golden, "train", number));

        public Objective Valid(int number) => Loss(Network, Batch(Golden, "valid", number));

        public Tensor Buffers() => cat([.. Golden.List("buffer_names").Select(key => State[key].flatten())]);

        public void Dispose()
        {
            Step.Dispose();
            Network.Dispose();
            Golden.Dispose();
        }
    }
}
