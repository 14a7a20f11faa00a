using Darts.Kernels;
using Darts.Recurrent;
using static TorchSharp.torch;

namespace Darts.Tests.Recurrent;

public class RecurrentGenotypeTests
{
    public static TheoryData<string> Names() => [.. PublishedRecurrentGenotypes.All.Select(cell => cell.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_and_JSON_forms_are_read_back(string name)
    {
        var genotype = PublishedRecurrentGenotypes.Find(name).Genotype;
        Assert.Equal(genotype, RecurrentGenotype.Parse(genotype.ToString()));
        Assert.Equal(genotype, RecurrentGenotype.Parse(genotype.ToJson()));
        Assert.Equal(genotype, RecurrentGenotype.Parse($"{name} = {genotype}"));
        Assert.Equal(genotype.GetHashCode(), RecurrentGenotype.Parse(genotype.ToJson()).GetHashCode());
    }

    [Fact]
    public void The_text_form_is_the_authors() => Assert.Equal(
        "Genotype(recurrent=[('sigmoid', 0), ('relu', 1), ('relu', 1), ('identity', 1), ('tanh', 2), ('sigmoid', 5), ('tanh', 3), ('relu', 5)], concat=range(1, 9))",
        PublishedRecurrentGenotypes.DartsV2.ToString());

    [Fact]
    public void The_published_cells_have_the_papers_figures()
    {
        Assert.Equal((58.1, 55.7), (PublishedRecurrentGenotypes.Find("darts_v2").ValidPerplexity, PublishedRecurrentGenotypes.Find("DARTS_V2").TestPerplexity));
        Assert.Equal((60.2, 57.6), (PublishedRecurrentGenotypes.Find("DARTS_V1").ValidPerplexity, PublishedRecurrentGenotypes.Find("DARTS_V1").TestPerplexity));
        Assert.Equal(11, PublishedRecurrentGenotypes.Enas.Nodes.Length);
        Assert.Contains("Did you mean 'DARTS_V1'?", Assert.Throws<ArgumentException>(() => PublishedRecurrentGenotypes.Find("DARTS_V3")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Genotype(recurrent=[('relu', 0), ('tanh', 2)], concat=range(1, 3))", "Node 2 (tanh) takes state 2: a predecessor comes earlier, so it is one of 0 to 1.")]
    [InlineData("Genotype(recurrent=[('relu', 1)], concat=range(1, 2))", "Node 1 (relu) takes state 1: a predecessor comes earlier, so it is one of 0 to 0.")]
    [InlineData("Genotype(recurrent=[], concat=range(1, 2))", "The cell has no nodes")]
    [InlineData("Genotype(recurrent=[('relu', 0)], concat=range(1, 3))", "Concat holds 2: the nodes are the states 1 to 1.")]
    [InlineData("Genotype(recurrent=[('relu', 0)], concat=[0])", "Concat holds 0")]
    [InlineData("Genotype(recurrent=[('relu', 0)], concat=[1, 1])", "every state appears once")]
    [InlineData("Genotype(recurrent=[('relu', 0)], concat=[])", "Concat is empty")]
    [InlineData("Genotype(recurrent=[('', 0)], concat=[1])", "Activation '' of node 1")]
    [InlineData("Genotype(recurrent=[('relu')], concat=[1])", "expected ',', found ')")]
    [InlineData("Genotype(normal=[('relu', 0)], concat=[1])", "expected 'recurrent='")]
    [InlineData("{\"recurrent\": [{\"activation\": \"relu\"}], \"concat\": [1]}", "Recurrent genotype in JSON")]
    [InlineData("{\"recurrent\": [{\"activation\": \"relu\", \"from\": 3}], \"concat\": [1]}", "takes state 3: a predecessor comes earlier")]
    public void Malformed_genotypes_say_what_is_wrong(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => RecurrentGenotype.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_activation_that_the_set_lacks_is_named() => Assert.Contains(
        "Activation 'identity' is not in the set.",
        Assert.Throws<ArgumentException>(() => new RecurrentNetwork(new RecurrentNetworkOptions { Words = 5, Units = 2, Genotype = PublishedRecurrentGenotypes.DartsV2, Activations = ActivationSet.Darts.Without("identity") })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_custom_activation_takes_one_line_and_has_its_column_and_its_place_in_the_genotype()
    {
        var activations = ActivationSet.Darts.Without("identity").With("swish", x => x * x.sigmoid());
        using var scope = NewDisposeScope();
        using var network = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = 7, Units = 4, Nodes = 3, Activations = activations, AlphaScale = 0, Dropout = DropoutRates.None });
        using (no_grad())
            network.Alphas[0][TensorIndex.Colon, 4] = 5;
        network.train();
        network.Forward(arange(6, dtype: ScalarType.Int64).view(3, 2), network.InitialHidden(2)).Loss(zeros(3, 2, dtype: ScalarType.Int64)).backward();
        Assert.All(network.Derive().Nodes, node => Assert.Equal("swish", node.Activation));
        Assert.NotEqual(0, network.Alphas[0].grad![0, 4].item<float>());

        using var final = new RecurrentNetwork(new RecurrentNetworkOptions { Words = 7, Units = 4, Genotype = network.Derive(), Activations = activations });
        Assert.Equal([3, 2, 7], final.Forward(ones(3, 2, dtype: ScalarType.Int64), final.InitialHidden(2)).Logits.shape);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_activation_that_changes_the_shape_is_named(bool discrete)
    {
        using var scope = NewDisposeScope();
        var activations = ActivationSet.Darts.With("relu", x => x.sum());
        using LanguageModel network = discrete
            ? new RecurrentNetwork(new RecurrentNetworkOptions { Words = 7, Units = 4, Activations = activations })
            : new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = 7, Units = 4, Activations = activations });
        var error = Assert.Throws<InvalidOperationException>(() => network.Forward(ones(3, 2, dtype: ScalarType.Int64), network.InitialHidden(2)));
        Assert.StartsWith("Activation 'relu' gives [] for [", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tanh", "tanh", "'tanh' appears 2 times")]
    [InlineData("none", null, "at least one activation that is not zero")]
    public void A_set_has_unique_names_and_something_to_choose(string first, string? second, string message) => Assert.Contains(
        message, Assert.Throws<ArgumentException>(() => new ActivationSet(new[] { first, second }.OfType<string>().Select(name => ActivationSet.Darts[name]))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_hidden_state_of_another_batch_is_refused()
    {
        using var scope = NewDisposeScope();
        using var network = new RecurrentNetwork(new RecurrentNetworkOptions { Words = 7, Units = 4 });
        Assert.Contains("a window is [T, B], its hidden state [1, B, 4]", Assert.Throws<ArgumentException>(() => network.Forward(ones(3, 2, dtype: ScalarType.Int64), network.InitialHidden(3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void First_weights_are_uniform_within_the_range_the_bias_is_zero_and_the_seed_decides_them()
    {
        using var scope = NewDisposeScope();
        using var network = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = 200, Units = 20 });
        using var same = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = 200, Units = 20 });
        using var other = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = 200, Units = 20, Seed = 4 });
        Assert.All(network.Weights.SkipLast(1), weight =>
        {
            Assert.InRange(weight.abs().max().item<float>(), 0.038f, 0.04f);
            Assert.InRange(weight.mean().item<float>(), -0.002f, 0.002f);
        });
        Assert.Equal(0, network.Weights[^1].abs().max().item<float>());
        Assert.InRange(network.Alphas[0].std().item<float>(), 0.0008f, 0.0012f);
        Assert.True(network.Alphas[0].eq(same.Alphas[0]).all().item<bool>() && network.Embedding.eq(same.Embedding).all().item<bool>());
        Assert.False(network.Alphas[0].eq(other.Alphas[0]).any().item<bool>());
    }

    [Theory]
    [InlineData(ComputePath.Reference)]
    [InlineData(ComputePath.Fast)]
    public void Evaluation_with_batch_statistics_computes_what_training_does_without_dropout(ComputePath path)
    {
        using var scope = NewDisposeScope();
        var options = new RecurrentSearchNetworkOptions { Words = 7, Units = 4, Dropout = DropoutRates.None, EvaluatesWithBatchStatistics = true, Path = path, Type = ScalarType.Float64 };
        using var network = new RecurrentSearchNetwork(options);
        var words = randint(7, [3, 4], dtype: ScalarType.Int64);
        network.train();
        var trained = network.Forward(words, network.InitialHidden(4) + 0.1).Logits;
        var statistics = network.Statistics.Select(tensor => tensor.clone()).ToArray();
        network.eval();
        Assert.True(trained.allclose(network.Forward(words, network.InitialHidden(4) + 0.1).Logits, 1e-12));
        Assert.All(statistics.Zip(network.Statistics), pair => Assert.True(pair.First.eq(pair.Second).all().item<bool>()));
    }
}
