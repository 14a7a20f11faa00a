using Darts.Genotypes;
using Darts.Networks;
using Darts.Operations;
using Darts.SearchProcess;
using Darts.Tests.Search;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Tests.Networks;

[Collection(nameof(Alone))]
public class SearchNetworkTests
{
    [Fact]
    public void The_papers_search_network_has_1930618_parameters_and_300255744_multiply_adds()
    {
        using var network = new SearchNetwork();
        Assert.Equal(new ModelStatistics(1_930_618, 300_255_744), ModelStatistics.Of(network));
        Assert.True(network.training);
    }

    [Fact]
    public void Alphas_are_a_group_of_their_own()
    {
        using var network = new SearchNetwork(TinySearch.Network);
        var all = network.parameters().Select(parameter => parameter.Handle).ToHashSet();

        Assert.Equal(2, network.Alphas.Count);
        Assert.Equal(all.Count, network.Weights.Count + 2);
        Assert.Empty(network.Weights.Select(weight => weight.Handle).Intersect(network.Alphas.Select(alpha => alpha.Handle)));
        Assert.Equal(["architecture.alphas_normal", "architecture.alphas_reduce"],
            network.named_parameters().Select(pair => pair.name).Where(name => name.Contains("alphas", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_tensor_is_stored_under_one_name()
    {
        using var network = new SearchNetwork(TinySearch.Network);
        var state = network.state_dict();
        Assert.Equal(state.Count, state.Values.Select(tensor => tensor.Handle).Distinct().Count());
    }

    [Theory]
    [InlineData(1, null, 3)]
    [InlineData(2, null, 4)]
    [InlineData(3, 2, 3)]
    [InlineData(5, 1, 5)]
    public void Any_number_of_nodes_and_cells_computes_learns_and_derives(int nodes, int? concatenated, int cells)
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(TinySearch.Network with { Nodes = nodes, ConcatenatedNodes = concatenated, Cells = cells });
        var logits = network.forward(randn(2, 1, 8, 8, device: CPU));
        Assert.Equal([2, 3], logits.shape);
        logits.square().sum().backward();
        Assert.All(network.Alphas, alpha => Assert.Equal([nodes * (nodes + 3) / 2, 4], alpha.shape));
        Assert.All(network.Alphas, alpha => Assert.True(alpha.grad!.abs().sum().item<float>() > 0));

        var cell = network.Derive().Normal;
        Assert.Equal(2 * nodes, cell.Edges.Length);
        Assert.Equal(Enumerable.Range(2 + nodes - (concatenated ?? nodes), concatenated ?? nodes), cell.Concat);
        Assert.DoesNotContain(cell.Edges, edge => edge.Operation == "none");
    }

    [Theory]
    [InlineData(3, 1, 2)]
    [InlineData(4, 1, 2)]
    [InlineData(5, 1, 3)]
    [InlineData(8, 2, 5)]
    [InlineData(20, 6, 13)]
    public void Reduction_cells_stand_at_one_third_and_two_thirds(int cells, int first, int second) =>
        Assert.Equal([first, second], Enumerable.Range(0, cells).Where(index => SearchNetwork.IsReduction(index, cells)));

    [Fact]
    public void Every_operation_of_the_kit_can_be_searched()
    {
        using var scope = NewDisposeScope();
        using var network = new SearchNetwork(TinySearch.Network with { Operations = OperationSet.All });
        network.forward(randn(2, 1, 8, 8, device: CPU)).sum().backward();
        Assert.Equal([2, 10], network.Architecture.Normal.shape);
    }

    [Fact]
    public void An_operation_of_the_users_own_trains_and_appears_in_the_genotype_when_favoured()
    {
        using var scope = NewDisposeScope();
        var operations = OperationSet.Darts.Without("max_pool_3x3").With("scaled", shape => new Scaled(shape), normalizedInSearch: true);
        using var network = new SearchNetwork(TinySearch.Network with { Operations = operations });
        var scales = network.named_parameters().Where(pair => pair.name.EndsWith("scale", StringComparison.Ordinal)).Select(pair => pair.parameter).ToArray();
        Assert.Equal(6, scales.Length); // two edges in each of three cells
        Assert.All(scales, scale => Assert.Contains(network.Weights, weight => weight.Handle == scale.Handle));

        network.forward(randn(4, 1, 8, 8, device: CPU)).square().sum().backward();
        Assert.All(scales, scale => Assert.NotNull(scale.grad));

        using (no_grad())
            network.Architecture.Normal[TensorIndex.Colon, operations.IndexOf("scaled")] = 5;
        Assert.Equal([new Edge("scaled", 0, 2), new Edge("scaled", 1, 2)], network.Derive().Normal.Edges.OrderBy(edge => edge.From));
        Assert.Equal(0, network.Derive().Reduction.Count("scaled"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_first_weights_and_another_seed_others()
    {
        Assert.Equal(HashOf(2), HashOf(2));
        Assert.NotEqual(HashOf(2), HashOf(3));

        static string HashOf(long seed)
        {
            using var network = new SearchNetwork(TinySearch.Network with { Seed = seed });
            return TinySearch.Hash(network);
        }
    }

    /// <summary>What a reader would write in a notebook cell: the input times a number for each channel.</summary>
    private sealed class Scaled : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter scale;
        private readonly int stride;

        public Scaled(OperationShape shape)
            : base(nameof(Scaled))
        {
            stride = shape.Stride;
            scale = new Parameter(full(1, shape.Channels, 1, 1, 2f, device: CPU));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => nn.functional.avg_pool2d(input, stride, stride) * scale;
    }
}
