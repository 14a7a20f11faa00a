using Darts.Cells;
using Darts.Data;
using Darts.Relaxation;
using Darts.Search;
using Darts.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>8_utils: schedules, optimizers, clipping, accuracies.</summary>
public class UtilityCases
{
    [Theory]
    [InlineData("cosine_search_0.025_0.001_50", 0.025, 0.001, 50)]
    [InlineData("cosine_train_0.025_0_600", 0.025, 0, 600)]
    public void The_cosine_schedule_gives_the_authors_learning_rates(string name, double initial, double minimum, int epochs)
    {
        using var golden = new GoldenCase("8_utils/schedules");
        var schedule = new CosineSchedule(initial, minimum, epochs);
        var expected = golden[name].data<double>().ToArray();
        Assert.Equal(epochs, expected.Length);
        Assert.All(expected, (rate, epoch) => Assert.Equal(rate, schedule.At(epoch), 1e-12));
    }

    [Fact]
    public void The_step_schedule_gives_the_authors_learning_rates()
    {
        using var golden = new GoldenCase("8_utils/schedules");
        var schedule = new StepSchedule(0.1, 0.97);
        Assert.All(golden["step_imagenet_0.1_0.97_250"].data<double>().ToArray(), (rate, epoch) => Assert.Equal(rate, schedule.At(epoch), 1e-12));
        Assert.Equal([0.1, 0.1, 0.05, 0.05], Enumerable.Range(0, 4).Select(new StepSchedule(0.1, 0.5, Period: 2).At));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.3)]
    public void Drop_path_grows_as_p_epoch_over_epochs(double probability)
    {
        using var golden = new GoldenCase("8_utils/schedules");
        var schedule = new DropPathSchedule(probability, 600);
        Assert.All(golden[$"drop_path_{probability}_600"].data<double>().ToArray(), (value, epoch) => Assert.Equal(value, schedule.At(epoch), 1e-12));
    }

    [Fact]
    public void Drop_path_multiplies_by_mask_over_keep_and_leaves_its_input_as_it_is()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("8_utils/masks");
        var input = golden["drop_path/in"].clone();
        var output = new DropPath(0.25, _ => golden["drop_path/mask"].flatten()).Apply(input);
        golden.AssertClose("drop_path/out", output, 1e-12);
        Assert.True(input.eq(golden["drop_path/in"]).all().item<bool>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void Label_smoothing_gives_the_authors_loss_and_gradient(double epsilon)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("8_utils/losses");
        var logits = golden["in/logits"].clone().requires_grad_();
        var loss = LabelSmoothing.CrossEntropy(logits, golden["in/target"], epsilon);
        loss.backward();
        golden.AssertClose("loss", golden.Scalar($"label_smooth_{epsilon}"), loss.item<double>(), 1e-12);
        golden.AssertClose($"grad/label_smooth_{epsilon}", logits.grad, 1e-12);
    }

    [Fact]
    public void Sgd_with_momentum_and_weight_decay_gives_the_authors_weights()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("8_utils/optimizers");
        using var model = new Linear(golden["in/p0"]);
        using var optimizer = new WeightOptimizer(model, new WeightOptimizerOptions { LearningRate = 0.025, Momentum = 0.9, WeightDecay = 3e-4, GradientClip = 1e9 });
        for (var step = 0; step < golden["in/grads"].shape[0]; step++)
        {
            optimizer.Step(model.Along(golden["in/grads"][step]));
            GoldenCase.AssertClose($"step {step}", golden["sgd/p"][step], model.P, 1e-12);
        }
    }

    [Theory]
    [InlineData("adam_cnn")]
    [InlineData("adam_rnn")]
    public void Adam_gives_the_authors_alphas_in_todays_form(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("8_utils/optimizers");
        using var model = new Linear(golden["in/p0"]);
        using var architect = new Architect(model.Swapped, name == "adam_rnn" ? ArchitectOptions.Recurrent : new ArchitectOptions());
        using var weights = new WeightOptimizer(model.Swapped);
        for (var step = 0; step < golden["in/grads"].shape[0]; step++)
        {
            var loss = model.Along(golden["in/grads"][step]);
            architect.Step(loss, loss, weights);
            GoldenCase.AssertClose($"step {step}", golden[$"{name}/p"][step], model.P, 1e-12);
            // The library of 2018 added epsilon to the uncorrected root: another form, less than a thousandth of the learning rate a step away.
            Assert.InRange((golden[$"{name}_legacy/p"][step] - model.P).abs().max().item<double>(), 1e-12, 1e-3 * architect.Options.LearningRate * (step + 1));
        }
    }

    [Fact]
    public void Plain_gradient_descent_gives_the_authors_weights()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("8_utils/optimizers");
        using var model = new Linear(golden["in/p0"]);
        using var other = new Linear(golden["in/p0"]);
        using var optimizer = new WeightOptimizer(model, new WeightOptimizerOptions { LearningRate = 20, Momentum = 0, WeightDecay = 5e-7, GradientClip = 1e9 });
        using var averaged = new AveragedSgd(other.Weights, 5e-7);
        for (var step = 0; step < golden["in/grads"].shape[0]; step++)
        {
            optimizer.Step(model.Along(golden["in/grads"][step]));
            GoldenCase.AssertClose($"step {step}", golden["sgd_plain/p"][step], model.P, 1e-12);
            other.Weights[0].grad = golden["in/grads"][step].clone();
            averaged.Step(20);
            GoldenCase.AssertClose($"step {step}", golden["sgd_plain/p"][step], other.P, 1e-12);
        }
    }

    [Fact]
    public void Averaged_gradient_descent_gives_the_authors_weights_and_averages()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("8_utils/optimizers");
        using var model = new Linear(golden["in/p0"]);
        using var optimizer = new AveragedSgd(model.Weights, golden.Config.TryGetProperty("asgd_weight_decay", out var decay) ? decay.GetDouble() : 8e-7);
        optimizer.BeginAveraging();
        for (var step = 0; step < golden["in/grads"].shape[0]; step++)
        {
            model.Weights[0].grad = golden["in/grads"][step].clone();
            Assert.Equal(golden["asgd/eta_used"][step].item<double>(), optimizer.Step(golden["asgd/lr"][step].item<double>()), 1e-12);
            GoldenCase.AssertClose($"p {step}", golden["asgd/p"][step], model.P, 1e-12);
            GoldenCase.AssertClose($"average {step}", golden["asgd/ax"][step], optimizer.Averages[0], 1e-12);
        }

        var last = model.P.detach().clone();
        optimizer.Swap();
        GoldenCase.AssertClose("swapped", golden["asgd/ax"][-1], model.P, 1e-12);
        optimizer.Swap();
        Assert.True(last.eq(model.P).all().item<bool>());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0.25)]
    [InlineData(100)]
    public void Clipping_scales_all_gradients_by_their_common_norm(double clip)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("8_utils/optimizers");
        Tensor[] gradients = [golden["clip/in0"], golden["clip/in1"]];
        using var model = new Linear([.. gradients.Select(gradient => zeros_like(gradient))]);
        using var optimizer = new WeightOptimizer(model, new WeightOptimizerOptions { LearningRate = 1, Momentum = 0, WeightDecay = 0, GradientClip = clip });

        var (_, norm) = optimizer.Step(model.Along(gradients));

        // From zero, one plain step goes against the clipped gradient.
        golden.AssertClose("norm", golden.Scalar("clip/total_norm"), norm.item<double>(), 1e-12);
        GoldenCase.AssertClose("out0", golden[$"clip/{clip}/out0"], -model.Weights[0], 1e-12);
        GoldenCase.AssertClose("out1", golden[$"clip/{clip}/out1"], -model.Weights[1], 1e-12);
    }

    [Theory]
    [InlineData(1, "top1_percent")]
    [InlineData(5, "top5_percent")]
    public void Top_k_counts_the_images_whose_label_is_among_the_k_largest(int k, string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("8_utils/losses");
        var correct = Accuracy.CountCorrect(golden["in/logits"], golden["in/target"], k).item<long>();
        Assert.Equal(golden["rank_of_target"].lt(k).sum().item<long>(), correct);
        Assert.Equal(golden.Scalar(name), 100f * correct / golden["in/target"].shape[0], 1e-5); // the authors' in float32
    }

    [Fact]
    public void A_mean_over_an_epoch_weighs_batches_by_their_size()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase("8_utils/losses");
        var expected = golden.Root.GetProperty("weighted_mean");
        using var meter = new EpochMeter(CPU);
        foreach (var pair in expected.GetProperty("values_and_counts").EnumerateArray())
            meter.Add(tensor(pair[0].GetDouble(), dtype: ScalarType.Float64, device: CPU), null, pair[1].GetInt32());
        golden.AssertClose("avg", expected.GetProperty("avg").GetDouble(), meter.Loss, 1e-15);
    }

    [Fact]
    public void Images_are_normalised_with_the_authors_figures()
    {
        using var golden = new GoldenCase("8_utils/masks");
        var expected = golden.Root.GetProperty("normalisation");
        foreach (var (name, actual) in new[] { ("cifar", Cifar10.Normalization), ("imagenet", ImageFolder.ImageNetNormalization) })
        {
            Assert.Equal(Numbers($"{name}_mean"), actual.Mean);
            Assert.Equal(Numbers($"{name}_std"), actual.Deviation);
        }

        IEnumerable<double> Numbers(string name) => expected.GetProperty(name).EnumerateArray().Select(number => number.GetDouble());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void More_than_all_classes_or_none_are_no_top_k(int k)
    {
        using var golden = new GoldenCase("8_utils/losses");
        Assert.StartsWith($"k = {k}: the logits have 10 classes.", Assert.Throws<ArgumentException>(() => Accuracy.CountCorrect(golden["in/logits"], golden["in/target"], k)).Message, StringComparison.Ordinal);
    }

    /// <summary>Parameters p and losses sum(p g) whose gradient is g whatever p is; one alpha that no loss uses.</summary>
    private sealed class Linear(params Tensor[] start) : IBilevelModel, IDisposable
    {
        private readonly Parameter[] parameters = [.. start.Select(tensor => new Parameter(tensor.clone()))];
        private readonly Parameter unused = new(zeros(1, ScalarType.Float64, CPU));

        public IReadOnlyList<Parameter> Weights => parameters;

        public IReadOnlyList<Parameter> Alphas => [unused];

        public IReadOnlyList<Tensor> Statistics => [];

        public Tensor P => parameters[0];

        /// <summary>The same with p as the alphas.</summary>
        public IBilevelModel Swapped => new Exchanged(Alphas, Weights);

        public Objective Along(params Tensor[] gradients) => new(() => parameters.Zip(gradients, (p, g) => (p * g).sum()).Aggregate((a, b) => a + b));

        public void Dispose()
        {
            unused.Dispose();
            foreach (var parameter in parameters)
                parameter.Dispose();
        }

        private sealed record Exchanged(IReadOnlyList<Parameter> Weights, IReadOnlyList<Parameter> Alphas) : IBilevelModel
        {
            public IReadOnlyList<Tensor> Statistics => [];
        }
    }
}
