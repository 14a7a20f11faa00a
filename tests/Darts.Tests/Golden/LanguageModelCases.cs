using Darts.Kernels;
using Darts.Recurrent;
using static TorchSharp.torch;

namespace Darts.Tests.Golden;

/// <summary>7_rnn: outputs, gradients, running statistics of the relaxed and the discrete cell within their language models.</summary>
public class LanguageModelCases
{
    [Theory]
    [InlineData("search_f64", ComputePath.Reference)]
    [InlineData("search_dropout_f64", ComputePath.Reference)]
    [InlineData("search_f32", ComputePath.Reference)]
    [InlineData("search_f64", ComputePath.Fast)]
    [InlineData("search_dropout_f64", ComputePath.Fast)]
    [InlineData("search_f32", ComputePath.Fast)]
    public void Section_3_1_2_the_relaxed_cell_is_a_mixture_of_highway_connections(string name, ComputePath path)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase($"7_rnn/{name}");
        using var network = RecurrentModels.Search(golden, path);
        var windows = RecurrentEngine.WindowsOnThisThread;
        AssertPasses(golden, network, 1e-3);
        golden.AssertClose("grad_in/alphas", network.Alphas[0].grad);
        var state = GoldenCase.StateOf(network);
        golden.AssertClose("buffer_after/rnns.0.bn.running_mean", state["rnns.0.bn.running_mean"]);
        golden.AssertClose("buffer_after/rnns.0.bn.running_var", state["rnns.0.bn.running_var"]);
        AssertEvaluation(golden, network);
        if (golden.Root.TryGetProperty("genotype", out var genotype))
            Assert.Equal(RecurrentModels.Genotype(genotype), network.Derive());
        RecurrentModels.AssertRan(path, windows);
    }

    [Theory]
    [InlineData("eval_DARTS_V1_f64")]
    [InlineData("eval_DARTS_V2_f64")]
    [InlineData("eval_DARTS_V2_f32")]
    public void Section_3_1_2_a_discrete_cell_computes_what_its_genotype_says(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenCase($"7_rnn/{name}");
        using var network = RecurrentModels.Evaluation(golden);
        Assert.Equal(PublishedRecurrentGenotypes.Find(golden.Config.GetProperty("genotype_name").GetString()!).Genotype, network.Options.Genotype);
        AssertPasses(golden, network, 1e-3);
        AssertEvaluation(golden, network);
    }

    [Fact]
    public void Parameters_are_counted_with_the_tied_matrix_once()
    {
        using var golden = new GoldenCase("7_rnn/counts");
        foreach (var row in golden.Root.GetProperty("rows").EnumerateArray())
        {
            var genotype = row.GetProperty("genotype").GetString()!;
            var model = row.GetProperty("model").GetString()!;
            using LanguageModel network = genotype == "search"
                ? new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = 10_000 })
                : new RecurrentNetwork((model.StartsWith("WT2", StringComparison.Ordinal) ? RecurrentNetworkOptions.WikiText2() : RecurrentNetworkOptions.PennTreebank())
                    with
                { Genotype = PublishedRecurrentGenotypes.Find(genotype).Genotype });
            Assert.Equal(row.GetProperty("params_tied_once").GetInt64(), network.ParameterCount);
        }
    }

    [Fact]
    public void A_mask_is_the_floor_of_a_uniform_number_and_the_share_kept_divided_by_that_share()
    {
        using var golden = new GoldenCase("8_utils/masks");
        golden.AssertClose("mask2d/out", DropoutMasks.Mask(golden["mask2d/uniform"].clone(), golden.Config.GetProperty("keep_prob").GetDouble()), 1e-15);
    }

    /// <summary>Training mode: the loss and its gradients, without and with the slowness term.</summary>
    private static void AssertPasses(GoldenCase golden, LanguageModel network, double beta)
    {
        var statistics = network.buffers().Select(buffer => buffer.clone()).ToArray();
        network.train();
        var pass = network.Forward(golden["in/tokens"], golden["in/hidden"], RecurrentModels.Masks(golden));
        golden.AssertClose("out/log_prob", pass.LogProbabilities());
        golden.AssertClose("out/hidden", pass.Hidden);
        golden.AssertClose("out/raw", pass.Raw);
        var loss = pass.Loss(golden["in/targets"].view_as(golden["in/tokens"]));
        golden.AssertClose("loss", golden.Scalar("loss"), loss.to(ScalarType.Float64).item<double>());
        golden.AssertClose("slowness", golden.Scalar("tar_term_beta_1e-3"), beta * pass.Slowness().to(ScalarType.Float64).item<double>());
        golden.AssertClose("activity", golden.Scalar("ar_term_alpha_2"), 2 * pass.Activity().to(ScalarType.Float64).item<double>());

        (loss + beta * pass.Slowness()).backward();
        AssertGradients(golden, network, "grad_with_tar");
        using (no_grad())
        {
            foreach (var (buffer, before) in network.buffers().Zip(statistics))
                buffer.copy_(before);
        }

        foreach (var parameter in network.parameters())
            parameter.grad = null;
        network.Forward(golden["in/tokens"], golden["in/hidden"], RecurrentModels.Masks(golden)).Loss(golden["in/targets"]).backward();
        AssertGradients(golden, network, "grad");
    }

    private static void AssertEvaluation(GoldenCase golden, LanguageModel network)
    {
        network.eval();
        var pass = network.Forward(golden["in/tokens"], golden["in/hidden"]);
        golden.AssertClose("out/log_prob_eval", pass.LogProbabilities());
        golden.AssertClose("out/hidden_eval", pass.Hidden);
    }

    private static void AssertGradients(GoldenCase golden, LanguageModel network, string prefix)
    {
        foreach (var (name, parameter) in network.named_parameters().Where(pair => pair.name != "alphas"))
            golden.AssertClose($"{prefix}/{name}", parameter.grad);
    }
}
