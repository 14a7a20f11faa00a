using Darts.Data;
using Darts.Kernels;
using Darts.Recurrent;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>7_rnn/architect: alpha steps of both orders and three whole alternating steps, with the authors' accidents switched on.</summary>
public class RecurrentArchitectCases
{
    private static readonly ArchitectOptions AsRecorded = ArchitectOptions.Recurrent with { StaleTiedEmbedding = true, UncappedClipCoefficient = true, IndependentMasks = true };

    [Theory]
    [InlineData("f64", ComputePath.Reference)]
    [InlineData("f32", ComputePath.Reference)]
    [InlineData("f64", ComputePath.Fast)]
    [InlineData("f32", ComputePath.Fast)]
    public void First_order_the_gradient_of_the_validation_loss_at_w(string type, ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var start = new Start(AsRecorded, path, type);
        var golden = start.Golden;
        var gradient = start.Step.Architect.Gradient(start.Train, start.Valid, start.Step.Optimizer);
        golden.AssertClose("valid_loss", golden.Scalar("first/valid_loss"), gradient.ValidLoss.to(ScalarType.Float64).item<double>());
        golden.AssertClose("first/grad_alphas", gradient.Total[0]);
        golden.AssertClose("first/hidden_valid_next", start.NextValid);
        start.AssertStatistics("first/buffer_after");

        using var again = new Start(AsRecorded, path, type);
        again.Step.Architect.Step(again.Train, again.Valid, again.Step.Optimizer);
        golden.AssertClose("first/alphas_after_adam", again.Network.Alphas[0]);
    }

    [Theory]
    [InlineData(ComputePath.Reference)]
    [InlineData(ComputePath.Fast)]
    public void Equations_7_and_8_the_second_order_gradient_with_clipping(ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var start = new Start(AsRecorded with { Order = Order.Second }, path);
        var golden = start.Golden;
        var before = start.Network.Weights.Select(weight => weight.detach().clone()).ToArray();
        var gradient = start.Step.Architect.Gradient(start.Train, start.Valid, start.Step.Optimizer);

        golden.AssertClose("train_loss", golden.Scalar("second/train_loss"), gradient.TrainLoss!.item<double>());
        golden.AssertClose("clip_coef", golden.Scalar("second/clip_coef"), gradient.ClipCoefficient!.item<double>());
        foreach (var (name, unrolled) in golden.List("param_order").Zip(gradient.UnrolledWeights!))
            golden.AssertClose($"second/unrolled_param/{name}", unrolled);
        golden.AssertClose("valid_loss", golden.Scalar("second/unrolled_valid_loss"), gradient.ValidLoss.item<double>());
        golden.AssertClose("second/direct_grad_alphas", gradient.Direct![0]);
        golden.AssertClose("vector_norm", golden.Scalar("second/vector_norm"), Architect.Norm(gradient.Vector!).item<double>());
        golden.AssertClose("R", golden.Scalar("second/R"), 0.01 / Architect.Norm(gradient.Vector!).item<double>());
        golden.AssertClose("second/implicit_alphas", gradient.Implicit![0]);
        golden.AssertClose("second/grad_alphas", gradient.Total[0]);
        golden.AssertClose("second/hidden_valid_next", start.NextValid);
        start.AssertStatistics("second/buffer_after");
        Assert.All(start.Network.Weights.Zip(before), pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>(), "a weight did not come back bit for bit"));

        using var again = new Start(AsRecorded with { Order = Order.Second }, path);
        again.Step.Architect.Step(again.Train, again.Valid, again.Step.Optimizer);
        golden.AssertClose("second/alphas_after_adam", again.Network.Alphas[0]);
    }

    [Theory]
    [InlineData("f64", "loop_first", Order.First, ComputePath.Reference)]
    [InlineData("f64", "loop_second", Order.Second, ComputePath.Reference)]
    [InlineData("f64", "loop_first", Order.First, ComputePath.Fast)]
    [InlineData("f64", "loop_second", Order.Second, ComputePath.Fast)]
    [InlineData("f32", "loop_first", Order.First, ComputePath.Reference)]
    [InlineData("f32", "loop_first", Order.First, ComputePath.Fast)]
    public void Algorithm_1_three_alternating_steps_with_carried_hidden_states(string type, string prefix, Order order, ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var start = new Start(AsRecorded with { Order = order }, path, type);
        var golden = start.Golden;
        // By the third step the authors' own float32 is 4e-4 away from float64, so two runs in float32 may be twice that apart.
        var tolerance = golden.Type == ScalarType.Float64 ? golden.Tolerance : 1e-3;
        foreach (var expected in golden.Root.GetProperty(prefix).EnumerateArray())
        {
            var (k, batch) = (expected.GetProperty("step").GetInt32(), expected.GetProperty("batch").GetInt32());
            using var train = start.Window("train", batch, expected.GetProperty("train_seq_len").GetInt32());
            using var valid = start.Window("valid", batch);
            var eta = expected.GetProperty("eta").GetDouble();
            golden.AssertClose($"{prefix}/{k}/grad_alphas", start.AlphaGradient(train, valid, eta), tolerance);
            var (crossEntropy, norm) = start.Step.Run(train, valid, eta);
            golden.AssertClose("raw_loss", expected.GetProperty("raw_loss").GetDouble(), crossEntropy.to(ScalarType.Float64).item<double>(), tolerance);
            golden.AssertClose("norm", expected.GetProperty("grad_norm_before_clip").GetDouble(), norm.to(ScalarType.Float64).item<double>(), tolerance);
            golden.AssertClose($"{prefix}/{k}/alphas", start.Network.Alphas[0], tolerance);
            golden.AssertClose($"{prefix}/{k}/hidden_train", start.Step.TrainHidden, tolerance);
            golden.AssertClose($"{prefix}/{k}/hidden_valid", start.Step.ValidHidden, tolerance);
            golden.AssertTriples($"{prefix}/{k}/param", start.Network.Weights, tolerance);
        }

        foreach (var (name, weight) in golden.List("param_order").Zip(start.Network.Weights))
            golden.AssertClose($"{prefix}/final_param/{name}", weight, tolerance);
        start.AssertStatistics($"{prefix}/final_buffer", tolerance);
    }

    /// <summary>The network, the optimizers and the first two windows as the golden set stores them.</summary>
    internal sealed class Start : IDisposable
    {
        private readonly LanguageLoss loss;

        public Start(ArchitectOptions architect, ComputePath path = ComputePath.Reference, string type = "f64")
        {
            Golden = new GoldenCase($"7_rnn/architect_{type}");
            Network = RecurrentModels.Search(Golden, path);
            Step = new RecurrentStep(Network, 3, architect, new WeightOptimizerOptions { LearningRate = 20, Momentum = 0, WeightDecay = 5e-7, GradientClip = 0.25 });
            GoldenCase.Load([("train", Golden["in/hidden_train"]), ("valid", Golden["in/hidden_valid"])], name => name == "train" ? Step.TrainHidden : Step.ValidHidden);
            NextValid = empty_like(Step.ValidHidden);
            loss = new LanguageLoss(Network, new LanguageLossOptions());
            Network.train();
        }

        public GoldenCase Golden { get; }

        public RecurrentSearchNetwork Network { get; }

        public RecurrentStep Step { get; }

        public Tensor NextValid { get; }

        public Objective Train => loss.Plain(Window("train", 0), Step.TrainHidden);

        public Objective Valid => loss.Plain(Window("valid", 0), Step.ValidHidden, NextValid);

        public TextWindow Window(string stream, int number, int length = int.MaxValue)
        {
            var words = Golden[$"in/{stream}_tokens/{number}"];
            var rows = (int)Math.Min(length, words.shape[0]);
            return new TextWindow(words[..rows].clone(), Golden[$"in/{stream}_targets/{number}"].view_as(words)[..rows].clone());
        }

        /// <summary>The gradient that the next alpha step will take; nothing is changed.</summary>
        public Tensor AlphaGradient(TextWindow train, TextWindow valid, double eta)
        {
            var before = Network.Statistics.Select(tensor => tensor.clone()).ToArray();
            Step.Optimizer.LearningRate = eta;
            var gradient = Step.Architect.Gradient(loss.Plain(train, Step.TrainHidden), loss.Plain(valid, Step.ValidHidden), Step.Optimizer);
            GoldenCase.Load([("0", before[0]), ("1", before[1])], name => Network.Statistics[name[0] - '0']);
            return gradient.Total[0];
        }

        public void AssertStatistics(string prefix, double? tolerance = null)
        {
            Golden.AssertClose($"{prefix}/rnns.0.bn.running_mean", Network.Statistics[0], tolerance);
            Golden.AssertClose($"{prefix}/rnns.0.bn.running_var", Network.Statistics[1], tolerance);
        }

        public void Dispose()
        {
            Step.Dispose();
            Network.Dispose();
            Golden.Dispose();
        }
    }
}
