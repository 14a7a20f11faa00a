using Darts.Cells;
using Darts.Genotypes;
using Darts.Kernels;
using Darts.Networks;
using Darts.Operations;
using Darts.Tests.Training;
using static TorchSharp.torch;

namespace Darts.Tests.Networks;

public class EvaluationNetworkTests
{
    private static readonly CifarNetworkOptions Small = new() { Channels = 4, Cells = 3, ImageSize = 24, Path = ComputePath.Reference };

    public static TheoryData<string, Func<object>> Invalid() => new()
    {
        { "Operation 'sep_conv_3x4' is not in the set. Did you mean 'sep_conv_3x3'?", () => Cell("[('sep_conv_3x4', 2, 0)]", "[2]") },
        { "Operation 'none' from 0 to 2: a discrete cell has no zero operation; leave the edge out.", () => Cell("[('none', 2, 0)]", "[2]") },
        { "Concat of the normal cell holds 7: the last node with an edge is 2.", () => Cell("[('skip_connect', 2, 0)]", "[2, 7]") },
        { "Concat of the normal cell holds 4: the last node with an edge is 2.", () => Cell("[('skip_connect', 2, 0)]", "[2, 4]") },
        { "Concat = [3]: none of these nodes is reached from the cell's inputs.", () => Cell("[('skip_connect', 3, 2)]", "[3]") },
        { "Edge sep_conv_3x3 from 3 to 2: an edge goes from an earlier state", () => new CellGenotype([new Edge("sep_conv_3x3", 3, 2)], [2]) },
        { "Cells = 2: an evaluation network needs at least 3 cells", () => new CifarNetworkOptions { Cells = 2 } },
        { "Channels = 0: ", () => new ImageNetNetworkOptions { Channels = 0 } },
        { "Classes = 1: ", () => new CifarNetworkOptions { Classes = 1 } },
        { "Images of 30x30: stem and reduction cells divide height and width by 4", () => new CifarNetwork(PublishedGenotypes.DartsV2, new CifarNetworkOptions { ImageSize = 30 }) },
        { "Images of 200x200: stem and reduction cells divide height and width by 32", () => new ImageNetNetwork(PublishedGenotypes.DartsV2, new ImageNetNetworkOptions { ImageSize = 200 }) },
        { "Channels = 47: the first stem's first convolution has half of them", () => new ImageNetNetwork(PublishedGenotypes.DartsV2, new ImageNetNetworkOptions { Channels = 47 }) },
        { "Map of 5x5: an auxiliary head pools to 2x2 with windows of 5x5 or more and needs 6x6; take larger images, or switch the head off (Auxiliary = false).", () => new CifarNetwork(PublishedGenotypes.DartsV2, Small with { ImageSize = 20 }) },
        { "Map of 4x4: an auxiliary head", () => new ImageNetNetwork(PublishedGenotypes.DartsV2, new ImageNetNetworkOptions { Channels = 4, ImageSize = 128 }) },
        { "Probability = 1: ", () => new DropPath(1) },
        { "Probability = NaN: ", () => new DropPath(double.NaN) },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_does_not_fit_is_named(string message, Func<object> build) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(build).Message, StringComparison.Ordinal);

    [Fact]
    public void Images_that_do_not_fit_are_refused()
    {
        using var network = new CifarNetwork(PublishedGenotypes.DartsV2, Small);
        Refused("Images of [2, 1, 24, 24]: the network takes [N, 3, H, W] (option InputChannels).", 2, 1, 24, 24);
        Refused("Images of 22x24: ", 2, 3, 22, 24);
        Refused("Images of 32x32: the auxiliary head was sized for 24x24 (option ImageSize)", 2, 3, 32, 32);
        network.eval();
        Assert.Equal([2, 10], network.forward(zeros(2, 3, 32, 32, device: CPU)).shape); // without the head any size will do

        void Refused(string message, params long[] shape) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => network.forward(zeros(shape, device: CPU))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Few_cells_compute_and_every_weight_learns(int cells)
    {
        using var scope = NewDisposeScope();
        using var network = new CifarNetwork(PublishedGenotypes.Find("AmoebaNet-A").Genotype, Small with { Cells = cells });
        var (logits, auxiliary) = network.Classify(randn(2, 3, 24, 24, device: CPU));
        (logits.square().sum() + auxiliary!.square().sum()).backward();
        Assert.All(network.named_parameters(), pair => Assert.True(pair.parameter.grad is not null, pair.name));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(40)]
    [InlineData(64)]
    public void The_auxiliary_head_sees_the_whole_map_of_any_size(int size)
    {
        using var scope = NewDisposeScope();
        var map = size / 4;
        using var head = new AuxiliaryHead(4, 3, map, secondNorm: true);
        var input = randn(2, 4, map, map, device: CPU).square().requires_grad_();
        head.forward(input).square().sum().backward();
        // A pixel that no window covers would have no gradient.
        var touched = input.grad!.abs().sum([0, 1]) > 0;
        Assert.True(touched.all().item<bool>(), $"{map}x{map}");
    }

    [Fact]
    public void A_range_of_nodes_whose_last_ones_have_no_edges_fits()
    {
        using var scope = NewDisposeScope();
        var cell = new CellGenotype([new Edge("sep_conv_3x3", 0, 2), new Edge("skip_connect", 2, 3)], [2, 3, 4, 5]);
        using var network = new CifarNetwork(new Genotype(cell, cell), Small);
        Assert.Equal([2, 10], network.forward(randn(2, 3, 24, 24, device: CPU)).shape);
    }

    [Theory]
    [InlineData("FairDARTS_a", 12)]
    [InlineData("FairDARTS_c", 12)]
    [InlineData("AmoebaNet-A", 12)]
    [InlineData("NASNet-A", 20)]
    [InlineData("ENASNet", 20)]
    public void Nodes_without_edges_are_left_out_and_the_output_has_the_others(string name, int channels)
    {
        using var scope = NewDisposeScope();
        using var cell = new DiscreteCell(PublishedGenotypes.Find(name).Genotype.Normal, OperationSet.All, 4, 6, 8, reduction: false, afterReduction: false);
        Assert.Equal(channels, cell.OutputChannels);
        Assert.Equal([2, channels, 8, 8], cell.forward(randn(2, 6, 8, 8, device: CPU), randn(2, 8, 8, 8, device: CPU), null).shape);
    }

    [Fact]
    public void Drop_path_spares_identities_and_drops_a_factorized_reduce()
    {
        using var scope = NewDisposeScope();
        var all = new DropPath(0.5, samples => zeros(samples, ScalarType.Float32, CPU));
        var genotype = new CellGenotype([new Edge("skip_connect", 0, 2), new Edge("sep_conv_3x3", 1, 2)], [2]);
        using var normal = new DiscreteCell(genotype, OperationSet.All, 4, 4, 4, reduction: false, afterReduction: false);
        using var reduction = new DiscreteCell(genotype, OperationSet.All, 4, 4, 4, reduction: true, afterReduction: false);
        var input = randn(2, 4, 8, 8, device: CPU);
        Assert.True(normal.forward(input, input, all).abs().max().item<float>() > 0);
        Assert.Equal(0, reduction.forward(input, input, all).abs().max().item<float>());
    }

    [Fact]
    public void Drop_path_keeps_the_mean_and_is_not_used_in_evaluation()
    {
        using var scope = NewDisposeScope();
        var dropped = new DropPath(0.25).Apply(ones(20000, 1, 1, 1, device: CPU));
        Assert.Equal(1, dropped.mean().item<float>(), 0.02f);
        Assert.Equal(0.25, dropped.eq(0).sum().item<long>() / 20000.0, 0.02);

        using var network = new CifarNetwork(TinyRetraining.Genotype, TinyRetraining.Network);
        network.eval();
        var images = randn(2, 1, 24, 24, device: CPU);
        Assert.True(network.Classify(images, new DropPath(0.9)).logits.eq(network.forward(images)).all().item<bool>());
    }

    [Fact]
    public void The_imagenet_network_takes_other_sizes_that_divide()
    {
        using var scope = NewDisposeScope();
        using var network = new ImageNetNetwork(PublishedGenotypes.DartsV2, new ImageNetNetworkOptions { Channels = 4, Cells = 3, Classes = 5, ImageSize = 64, Auxiliary = false });
        Assert.Equal([2, 5], network.forward(randn(2, 3, 64, 64, device: CPU)).shape);
        using var larger = new ImageNetNetwork(PublishedGenotypes.DartsV2, new ImageNetNetworkOptions { Channels = 4, Cells = 3, Classes = 5, ImageSize = 192 });
        Assert.Equal([2, 5], larger.Classify(randn(2, 3, 192, 192, device: CPU)).auxiliary!.shape);
    }

    [Fact]
    public void An_operation_of_the_users_own_can_be_in_a_genotype()
    {
        using var scope = NewDisposeScope();
        var operations = OperationSet.All.With("halve", shape => nn.AvgPool2d(shape.Stride));
        var cell = new CellGenotype([new Edge("halve", 0, 2), new Edge("sep_conv_3x3", 1, 2)], [2]);
        using var network = new CifarNetwork(new Genotype(cell, cell), Small with { Operations = operations });
        Assert.Equal([2, 10], network.forward(randn(2, 3, 24, 24, device: CPU)).shape);
    }

    private static CifarNetwork Cell(string edges, string concat) => new(
        Genotype.Parse($"Genotype(normal={edges}, normal_concat={concat}, reduce=[('skip_connect', 2, 0), ('skip_connect', 3, 1)], reduce_concat=[2])"), Small);
}
