using Darts.Data;
using Darts.Kernels;
using Darts.Recurrent;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>7_rnn/architect_f64: alpha steps of both orders and three whole alternating steps, with the authors' accidents switched on.</summary>
public class RecurrentArchitectCases
{
    private static readonly ArchitectOptions AsRecorded = ArchitectOptions.Recurrent with { StaleTiedEmbedding = true, UncappedClipCoefficient = true, IndependentMasks = true };

    [Theory]
    [InlineData(ComputePath.Reference)]
    [InlineData(ComputePath.Fast)]
    public void First_order_the_gradient_of_the_validation_loss_at_w(ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var start = new Start(AsRecorded, path);
        var golden = start.Golden;
        var gradient = start.Step.Architect.Gradient(start.Train, start.Valid, start.Step.Optimizer);
        golden.AssertClose("valid_loss", golden.Scalar("first/valid_loss"), gradient.ValidLoss.item<double>());
        golden.AssertClose("first/grad_alphas", gradient.Total[0]);
        golden.AssertClose("first/hidden_valid_next", start.NextValid);
        start.AssertStatistics("first/buffer_after");

        using var again = new Start(AsRecorded, path);
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
    [InlineData("loop_first", Order.First, ComputePath.Reference)]
    [InlineData("loop_second", Order.Second, ComputePath.Reference)]
    [InlineData("loop_first", Order.First, ComputePath.Fast)]
    [InlineData("loop_second", Order.Second, ComputePath.Fast)]
    public void Algorithm_1_three_alternating_steps_with_carried_hidden_states(string prefix, Order order, ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var start = new Start(AsRecorded with { Order = order }, path);
        var golden = start.Golden;
        foreach (var expected in golden.Root.GetProperty(prefix).EnumerateArray())
        {
            var (k, batch) = (expected.GetProperty("step").GetInt32(), expected.GetProperty("batch").GetInt32());
            using var train = start.Window("train", batch, expected.GetProperty("train_seq_len").GetInt32());
            using var valid = start.Window("valid", batch);
            var (crossEntropy, norm) = start.Step.Run(train, valid, expected.GetProperty("eta").GetDouble());
            golden.AssertClose("raw_loss", expected.GetProperty("raw_loss").GetDouble(), crossEntropy.item<double>());
            golden.AssertClose("norm", expected.GetProperty("grad_norm_before_clip").GetDouble(), norm.item<double>());
            golden.AssertClose($"{prefix}/{k}/alphas", start.Network.Alphas[0]);
            golden.AssertClose($"{prefix}/{k}/hidden_train", start.Step.TrainHidden);
            golden.AssertClose($"{prefix}/{k}/hidden_valid", start.Step.ValidHidden);
            golden.AssertTriples($"{prefix}/{k}/param", start.Network.Weights);
        }

        foreach (var (name, weight) in golden.List("param_order").Zip(start.Network.Weights))
            golden.AssertClose($"{prefix}/final_param/{name}", weight);
        start.AssertStatistics($"{prefix}/final_buffer");
    }

    /// <summary>The network, the optimizers and the first two windows as the golden set stores them.</summary>
    internal sealed class Start : IDisposable
    {
        private readonly LanguageLoss loss;

        public Start(ArchitectOptions architect, ComputePath path = ComputePath.Reference)
        {
            Golden = new GoldenCase("7_rnn/architect_f64");
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

        public void AssertStatistics(string prefix)
        {
            Golden.AssertClose($"{prefix}/rnns.0.bn.running_mean", Network.Statistics[0]);
            Golden.AssertClose($"{prefix}/rnns.0.bn.running_var", Network.Statistics[1]);
        }

        public void Dispose()
        {
            Step.Dispose();
            Network.Dispose();
            Golden.Dispose();
        }
    }
}
