using Darts.Data;
using Darts.Kernels;
using Darts.Networks;
using Darts.Tests.Data;
using Darts.Tests.Search;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Tests.Training;

[Collection(nameof(Alone))]
public class RetrainingTests
{
    [Fact]
    public void The_defaults_are_the_authors()
    {
        var (cifar, imageNet) = (RetrainingOptions.Cifar, RetrainingOptions.ImageNet);
        Assert.Equal((600, 96, 0.025, 0.0, 0.9, 3e-4, 5.0, 0.2, 0.4, 0.0), (cifar.Epochs, cifar.BatchSize, cifar.LearningRate, cifar.MinimumLearningRate, cifar.Momentum, cifar.WeightDecay, cifar.GradientClip, cifar.DropPathProbability, cifar.AuxiliaryWeight, cifar.LabelSmoothing));
        Assert.Equal((250, 128, 0.1, 0.9, 3e-5, 5.0, 0.0, 0.4, 0.1), (imageNet.Epochs, imageNet.BatchSize, imageNet.LearningRate, imageNet.Momentum, imageNet.WeightDecay, imageNet.GradientClip, imageNet.DropPathProbability, imageNet.AuxiliaryWeight, imageNet.LabelSmoothing));
        Assert.Equal(new CosineSchedule(0.025, 0, 600), cifar.Schedule);
        Assert.Equal(new StepSchedule(0.1, 0.97), imageNet.Schedule);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    [InlineData(2)]
    public void A_step_descends_cross_entropy_plus_0_4_times_the_auxiliary_one(int? chunk)
    {
        using var scope = NewDisposeScope();
        var options = TinyRetraining.Options with { ChunkSize = chunk, LabelSmoothing = 0.1, GradientClip = 0.5, Momentum = 0 };
        using var network = Build(ComputePath.Reference);
        using var twin = Build(ComputePath.Reference);
        using var batch = new Batch(randn(5, 1, 24, 24, ScalarType.Float64, CPU), tensor(new long[] { 0, 2, 1, 1, 0 }, device: CPU));
        using var step = new RetrainingStep(network, options);
        step.Run(batch);

        twin.train();
        // In chunks of two the last image, alone, goes with the two before it.
        foreach (var (start, end) in chunk switch { null => [(0, 5)], 3 => [(0, 3), (3, 5)], _ => new[] { (0, 2), (2, 5) } })
        {
            var (logits, auxiliary) = twin.Classify(batch.Images[start..end]);
            var labels = batch.Labels[start..end];
            ((Smoothed(logits, labels) + 0.4 * Smoothed(auxiliary!, labels)) * (end - start) / 5).backward();
        }

        var gradients = twin.Weights.Select(weight => weight.grad!).ToArray();
        var norm = stack([.. gradients.Select(gradient => gradient.norm())]).norm().item<double>();
        Assert.True(norm > 0.5, "the clip must be reached");
        Assert.All(network.named_buffers(), pair => Assert.True(pair.buffer.isfinite().all().item<bool>(), pair.name));
        using var _ = no_grad();
        Assert.All(network.Weights.Zip(twin.Weights.Zip(gradients)), pair =>
        {
            var (before, gradient) = pair.Second;
            var expected = before - 0.05 * (gradient * (0.5 / (norm + 1e-6)) + 3e-4 * before);
            Assert.True((expected - pair.First).abs().max().item<double>() < 1e-12);
        });

        static Tensor Smoothed(Tensor logits, Tensor labels)
        {
            var target = 0.9 * nn.functional.one_hot(labels, 3).to(logits.dtype) + 0.1 / 3;
            return -(target * logits.log_softmax(1)).sum(1).mean();
        }
    }

    [Fact]
    public async Task It_learns_and_says_what_every_epoch_left()
    {
        using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network);
        using var retraining = new Retraining(network, TinyRetraining.Train, TinyRetraining.Test, TinyRetraining.Options with { Epochs = 12, DropPathProbability = 0.1, EpochsPerTest = 5 });
        var epochs = new List<RetrainingEpoch>();
        await foreach (var epoch in retraining.RunAsync())
            epochs.Add(epoch);

        Assert.Equal(Enumerable.Range(1, 12), epochs.Select(epoch => epoch.Epoch));
        Assert.Equal([5, 10, 12], epochs.Where(epoch => epoch.Test is not null).Select(epoch => epoch.Epoch));
        Assert.Equal(Enumerable.Range(0, 12).Select(e => 0.1 * e / 12), epochs.Select(epoch => epoch.DropPathProbability));
        Assert.Equal(Enumerable.Range(0, 12).Select(new CosineSchedule(0.05, 0, 12).At), epochs.Select(epoch => epoch.LearningRate));
        Assert.All(epochs, epoch => Assert.Equal(100, epoch.TrainTopFive)); // of three classes
        Assert.True(epochs[^1].TrainLoss < epochs[0].TrainLoss);
        Assert.True(epochs[^1].Test!.TopOne > 60, $"{epochs[^1]}");
        Assert.Equal(epochs[^1].Test, Evaluation.Of(network, TinyRetraining.Test, 5));
        Assert.Equal(12, epochs[^1].Test!.Images);
    }

    [Theory]
    [InlineData(ComputePath.Reference)]
    [InlineData(ComputePath.Fast)]
    public void An_interrupted_retraining_ends_with_the_bits_of_one_that_was_not(ComputePath path)
    {
        using var folder = new TemporaryFolder();
        var options = TinyRetraining.Options with { CheckpointFolder = folder["checkpoints"] };
        using var whole = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network with { Path = path });
        using (var retraining = new Retraining(whole, TinyRetraining.Train, TinyRetraining.Test, TinyRetraining.Options))
            Assert.Equal(3, retraining.Run().Count());

        using (var first = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network with { Path = path }))
        using (var retraining = new Retraining(first, TinyRetraining.Train, TinyRetraining.Test, options))
            Assert.Single(retraining.Run().Take(1));
        using var second = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network with { Path = path });
        using var resumed = new Retraining(second, TinyRetraining.Train, TinyRetraining.Test, options);
        Assert.Equal(2, resumed.Run().Count());

        Assert.Equal(TinyRetraining.Hash(whole), TinyRetraining.Hash(second));
        Assert.Equal(3, resumed.History.Count);
        Assert.Contains("The retraining goes on after epoch 1", Assert.Single(resumed.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_resume_with_other_options_names_the_differences_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var options = TinyRetraining.Options with { CheckpointFolder = folder["checkpoints"] };
        using (var first = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network))
        using (var retraining = new Retraining(first, TinyRetraining.Train, TinyRetraining.Test, options))
            Assert.Single(retraining.Run().Take(1));

        using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network);
        var before = TinyRetraining.Hash(network);
        using var other = new Retraining(network, TinyRetraining.Train.With(Augmentation.None), TinyRetraining.Test, options with { LearningRate = 0.07, LabelSmoothing = 0.1 });
        var message = Assert.Throws<InvalidOperationException>(() => other.Run().First()).Message;

        Assert.Contains("LearningRate = 0.07, there 0.05", message, StringComparison.Ordinal);
        Assert.Contains("LabelSmoothing = 0.1, there 0", message, StringComparison.Ordinal);
        Assert.Contains("Changes = Augmentation { CropPadding = 0", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Momentum", message, StringComparison.Ordinal);
        Assert.Equal(before, TinyRetraining.Hash(network));
        Assert.Single(Directory.GetFiles(folder["checkpoints"]));
    }

    [Fact]
    public void Test_images_measured_in_another_way_are_other_settings()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a/1.png", "not opened"u8);
        using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network);
        string?[] sizes = [.. new[] { 30, 40 }.Select(side => RetrainingSettings.Of(network, TinyRetraining.Train, ImageFolder.Open(folder.Path, new ImageFolderOptions { ResizedSide = side }), TinyRetraining.Options)["TestSizes"])];
        Assert.NotEqual(sizes[0], sizes[1]);
    }

    [Fact]
    public void A_resume_on_other_images_is_refused()
    {
        using var folder = new TemporaryFolder();
        var options = TinyRetraining.Options with { CheckpointFolder = folder.Path };
        var (train, test) = (TinyRetraining.Train, TinyRetraining.Test);
        using (var first = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network))
        using (var retraining = new Retraining(first, train, test, options))
            Assert.Single(retraining.Run().Take(1));
        var data = train.Dataset;
        var brighter = new ImageDataset(data.Name, data.Classes, 1, 24, 24, [.. data.Pixels], [.. data.Labels], new Normalization([0.4], [0.25]));

        Refused("Images = ", new ImageSplit(data, [.. train.Indices.Reverse()], train.Augmentation), test);
        Refused("Images = ", ImageSplit.All(brighter, train.Augmentation), test);
        Refused("TestImages = ", train, new ImageSplit(test.Dataset, [.. test.Indices.Reverse()], test.Augmentation));

        void Refused(string difference, IImageSource otherTrain, IImageSource otherTest)
        {
            using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network);
            using var other = new Retraining(network, otherTrain, otherTest, options);
            Assert.Contains($"other settings ({difference}", Assert.Throws<InvalidOperationException>(() => other.Run().First()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_retraining()
    {
        using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network);
        using (no_grad())
            network.get_parameter("classifier.weight")!.fill_(double.NaN);
        using var retraining = new Retraining(network, TinyRetraining.Train, options: TinyRetraining.Options);
        var error = Assert.Throws<RetrainingDivergedException>(() => retraining.Run().Count());
        Assert.Equal((1, 1), (error.Epoch, error.Step));
        Assert.Contains("There is no checkpoint (option CheckpointFolder).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_do_not_fit_are_refused()
    {
        using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network with { Classes = 2 });
        Assert.StartsWith("Classes = 2: brightness has 3, so labels up to 2.", Assert.Throws<ArgumentException>(() => new Retraining(network, TinyRetraining.Train)).Message, StringComparison.Ordinal);
        using var large = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network with { ImageSize = 32 });
        Assert.StartsWith("ImageSize = 32: the images of brightness are 24x24.", Assert.Throws<ArgumentException>(() => Evaluation.Of(large, TinyRetraining.Test)).Message, StringComparison.Ordinal);
        using var colour = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network with { InputChannels = 3 });
        Assert.StartsWith("InputChannels = 3: the images of brightness have 1.", Assert.Throws<ArgumentException>(() => Evaluation.Of(colour, TinyRetraining.Test)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_label_out_of_range_is_named_before_anything_is_computed(long label)
    {
        using var scope = NewDisposeScope();
        using var network = Build(ComputePath.Fast);
        using var step = new RetrainingStep(network);
        var before = TinyRetraining.Hash(network);
        using var batch = new Batch(randn(2, 1, 24, 24, ScalarType.Float64, CPU), tensor(new[] { 0, label }, device: CPU));
        Assert.StartsWith($"Label {label}: the network has 3 classes, so labels are 0 to 2.", Assert.Throws<ArgumentException>(() => step.Run(batch)).Message, StringComparison.Ordinal);
        Assert.Equal(before, TinyRetraining.Hash(network));
    }

    [Fact]
    public void Evaluation_puts_the_mode_back_and_depends_on_no_batch_size()
    {
        using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network);
        network.train();
        var (first, second) = (Evaluation.Of(network, TinyRetraining.Test, 3), Evaluation.Of(network, TinyRetraining.Test, 12));
        Assert.True(network.training);
        Assert.Equal((first.TopOne, first.TopFive, first.Images), (second.TopOne, second.TopFive, second.Images));
        Assert.Equal(first.Loss, second.Loss, 1e-6);
        Assert.Equal(100 - first.TopOne, first.Error);
    }

    [Fact]
    public void A_saved_network_measures_on_the_test_images_as_it_did_when_it_was_trained()
    {
        using var folder = new TemporaryFolder();
        EvaluationResult? trained;
        using (var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network))
        using (var retraining = new Retraining(network, TinyRetraining.Train, TinyRetraining.Test, TinyRetraining.Options))
        {
            trained = retraining.Run().Last().Test;
            WeightFile.Write(folder["trained.safetensors"], network);
        }

        using var saved = WeightFile.Open(folder["trained.safetensors"]);
        Assert.Equal(trained, Evaluation.Of(saved, TinyRetraining.Test, TinyRetraining.Options.BatchSize));
    }

    private static CifarNetwork Build(ComputePath path) => new(TinyRetraining.Genotype, TinyRetraining.Network with { Type = ScalarType.Float64, Path = path });
}
