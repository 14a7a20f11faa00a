using Darts.Data;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Networks;
using Darts.Operations;
using Darts.Runtime;
using Darts.Search;
using Darts.Tests.Search;
using Darts.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Tests.Runtime;

/// <summary>Memory that holds NaN when libtorch gets it, as any memory may that was used before.</summary>
[Collection(nameof(Alone))]
public class ZeroedMemoryTests
{
    private static readonly OperationSet Own = OperationSet.Darts.With("conv_3x3", shape => Sequential(
        ReLU(), Conv2d(shape.Channels, shape.Channels, 3, stride: shape.Stride, padding: 1, bias: false), BatchNorm2d(shape.Channels, affine: shape.Affine)));

    [Theory]
    [InlineData(2, 2, 3)]
    [InlineData(24, 48, 3)]
    [InlineData(36, 36, 5)]
    public void A_convolution_of_padded_channels_has_a_finite_gradient_for_its_input(int inputs, int outputs, int kernel)
    {
        using var scope = NewDisposeScope();
        using var convolution = Conv2d(inputs, outputs, kernel, padding: kernel / 2, bias: false);
        using var network = Sequential(Conv2d(inputs, inputs, 1), convolution);
        using var memory = ZeroedMemory.HoldFor(network);
        Assert.NotNull(memory);
        for (var i = 0; i < 5; i++)
        {
            using var pass = NewDisposeScope();
            var images = randn(20, inputs, 7, 7, device: CPU).requires_grad_();
            var output = convolution.forward(images);
            LeaveNaN();
            output.backward([ones_like(output)]);
            Assert.True(images.grad!.isfinite().all().item<bool>(), $"pass {i}");
        }
    }

    [Theory]
    [InlineData(ComputePath.Reference)]
    [InlineData(ComputePath.Fast)]
    public void A_search_with_an_operation_without_a_kernel_stays_finite_and_is_the_same_on_both_paths(ComputePath path)
    {
        using var scope = NewDisposeScope();
        var (losses, expected) = (Losses(path, ScalarType.Float32), Losses(ComputePath.Reference, ScalarType.Float64));
        Assert.False(ZeroedMemory.IsHeld);
        Assert.All(losses.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-3));
    }

    [Theory]
    [InlineData(ComputePath.Reference)]
    [InlineData(ComputePath.Fast)]
    public void A_retraining_whose_stem_pads_channels_stays_finite(ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var network = new ImageNetNetwork(PublishedGenotypes.DartsV2, new ImageNetNetworkOptions { Channels = 36, Cells = 3, ImageSize = 64, Classes = 5, Auxiliary = false, Path = path });
        using var step = new RetrainingStep(network, RetrainingOptions.ImageNet);
        for (var i = 0; i < 4; i++)
        {
            LeaveNaN();
            var (loss, _, _) = step.Run(new Batch(randn(20, 3, 64, 64, device: CPU), randint(5, [20], ScalarType.Int64, CPU)));
            Assert.True(double.IsFinite(loss.item<float>()), $"step {i}");
        }

        Assert.All(network.Weights, weight => Assert.True(weight.isfinite().all().item<bool>()));
    }

    [Theory]
    [InlineData(16, 16, 3, 1, false)]
    [InlineData(48, 96, 5, 1, false)]
    [InlineData(12, 16, 3, 1, true)]
    [InlineData(16, 12, 3, 1, true)]
    [InlineData(12, 12, 1, 1, false)]
    [InlineData(12, 12, 3, 12, false)]
    [InlineData(12, 12, 3, 3, true)]
    public void Convolutions_larger_than_1x1_need_it_where_channels_do_not_fill_vectors(int inputs, int outputs, int kernel, int groups, bool needed)
    {
        using var convolution = Conv2d(inputs, outputs, kernel, groups: groups, bias: false);
        using var behind = Sequential(Conv2d(inputs, inputs, 1), convolution);
        Assert.Equal(needed, ZeroedMemory.IsNeededBy(behind));
        Assert.False(ZeroedMemory.IsNeededBy(convolution), "the first convolution reads images");
        using var wide = behind.to(ScalarType.Float64);
        Assert.False(ZeroedMemory.IsNeededBy(wide), "oneDNN does not compute float64");
    }

    [Fact]
    public void The_papers_networks_for_small_images_do_without()
    {
        using var search = new SearchNetwork(new SearchNetworkOptions { Channels = 4, Cells = 3 });
        using var own = new SearchNetwork(new SearchNetworkOptions { Channels = 3, Cells = 3, Operations = Own });
        using var cifar = new CifarNetwork(PublishedGenotypes.DartsV2, new CifarNetworkOptions { Channels = 36, Cells = 3 });
        Assert.False(ZeroedMemory.IsNeededBy(search));
        Assert.True(ZeroedMemory.IsNeededBy(own));
        Assert.False(ZeroedMemory.IsNeededBy(cifar));
        using var imageNet = new ImageNetNetwork(PublishedGenotypes.DartsV2, new ImageNetNetworkOptions { Channels = 12, Cells = 3, ImageSize = 64, Auxiliary = false });
        Assert.True(ZeroedMemory.IsNeededBy(imageNet));
        Assert.False(ZeroedMemory.IsNeededBy(imageNet, imageNet.Stems)); // which kernels compute
    }

    [Fact]
    public void It_is_held_until_the_last_holder_is_disposed_of_and_then_not()
    {
        using var network = Sequential(Conv2d(2, 2, 1), Conv2d(2, 2, 3));
        ZeroedMemory first = ZeroedMemory.HoldFor(network)!, second = ZeroedMemory.HoldFor(network)!;
        Assert.True(ZeroedMemory.IsHeld);
        first.Dispose();
        first.Dispose();
        Assert.True(ZeroedMemory.IsHeld);
        LeaveNaN();
        Assert.True(empty(1_000, device: CPU).eq(0).all().item<bool>());
        second.Dispose();
        Assert.False(ZeroedMemory.IsHeld);
        using var junk = new JunkMemory();
    }

    /// <summary>Fills memory of many sizes with NaN and gives it back.</summary>
    private static void LeaveNaN()
    {
        using var scope = NewDisposeScope();
        foreach (var size in new long[] { 16, 64, 144, 300, 1_000, 3_000, 10_000, 40_000, 100_000, 300_000, 1_000_000 })
        {
            for (var i = 0; i < 20; i++)
                empty(size, device: CPU).fill_(float.NaN);
        }
    }

    private static double[] Losses(ComputePath path, ScalarType type)
    {
        var network = new SearchNetwork(new SearchNetworkOptions { Operations = Own, Channels = 4, Cells = 3, Nodes = 2, Path = path, Threads = 2, Seed = 4, Type = type });
        using var step = new BilevelStep(network, new ArchitectOptions(), new WeightOptimizerOptions());
        using var generator = new Generator(3, CPU);
        var losses = new double[4];
        for (var i = 0; i < losses.Length; i++)
        {
            var (train, valid) = (Batch(), Batch());
            LeaveNaN();
            losses[i] = step.Run(train, valid).loss.to(ScalarType.Float64).item<double>();
        }

        return losses;

        Batch Batch() => new(randn([20, 3, 16, 16], ScalarType.Float64, CPU, generator: generator).to(type), randint(10, [20], ScalarType.Int64, CPU, generator: generator));
    }
}
