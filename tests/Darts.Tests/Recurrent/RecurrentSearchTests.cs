using Darts.Data;
using Darts.Recurrent;
using Darts.Search;
using Darts.Tests.Data;
using Darts.Tests.Search;
using static TorchSharp.torch;

namespace Darts.Tests.Recurrent;

[Collection(nameof(Alone))]
public class RecurrentSearchTests
{
    [Theory]
    [InlineData(Order.First)]
    [InlineData(Order.Second)]
    public void The_validation_perplexity_falls_and_the_alphas_move(Order order)
    {
        using var network = new RecurrentSearchNetwork(TinyText.Network with { Units = 16, Dropout = DropoutRates.None });
        using var search = new RecurrentSearch(network, TinyText.Corpus, TinyText.Search with { Epochs = 6, BatchSize = 8, Architect = ArchitectOptions.Recurrent with { Order = order } });
        var first = network.Snapshot();
        var epochs = search.Run().ToArray();
        Assert.True(epochs[^1].ValidPerplexity < 0.7 * epochs[0].ValidPerplexity, $"{epochs[0]}\n{epochs[^1]}");
        Assert.True(Math.Abs(epochs[^1].Alphas.Logit(0, 1) - first.Logit(0, 1)) > 1e-3);
        Assert.Equal(network.Derive(), epochs[^1].Genotype);
    }

    [Theory]
    [InlineData(1, Order.First)]
    [InlineData(2, Order.Second)]
    public void A_search_left_between_epochs_goes_on_to_the_same_bits(int left, Order order)
    {
        var options = TinyText.Search with { Architect = ArchitectOptions.Recurrent with { Order = order } };
        using var folder = new TemporaryFolder();
        Run(options with { CheckpointFolder = folder.Path }, left);
        var (hash, history, notices) = Run(options with { CheckpointFolder = folder.Path }, int.MaxValue, spoiled: true);
        var whole = Run(options, int.MaxValue);
        Assert.Equal((whole.hash, whole.history), (hash, history));
        Assert.Equal($"The search goes on after epoch {left}, from '{folder[$"epoch-000{left}.safetensors"]}'.", Assert.Single(notices));
    }

    [Fact]
    public void A_search_with_other_settings_does_not_go_on()
    {
        using var folder = new TemporaryFolder();
        Run(TinyText.Search with { CheckpointFolder = folder.Path }, 1);
        var error = Assert.Throws<InvalidOperationException>(() => Run(TinyText.Search with { CheckpointFolder = folder.Path, ShortWindows = 0.4 }, 1));
        Assert.Contains("other settings (ShortWindows = 0.4, there 0.3)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Epochs_come_one_by_one_on_a_thread_of_their_own_with_the_same_bits()
    {
        using var network = new RecurrentSearchNetwork(TinyText.Network);
        using var search = new RecurrentSearch(network, TinyText.Corpus, TinyText.Search);
        var steps = new List<TextStep>();
        await foreach (var epoch in search.RunAsync(new Collect(steps)))
            Assert.Equal(search.History[^1], epoch);
        Assert.Equal(Run(TinyText.Search, int.MaxValue).hash, TinyText.Hash(network));
        Assert.Equal([1, 2, 3], steps.Where(step => step.Step == step.Steps).Select(step => step.Epoch));
    }

    [Fact]
    public void A_window_in_chunks_has_the_gradient_of_the_whole_window_but_for_batch_norm()
    {
        using var scope = NewDisposeScope();
        using var network = new RecurrentNetwork(TinyText.Final with { Type = ScalarType.Float64, Dropout = DropoutRates.None });
        using var rows = new TokenRows(TinyText.Corpus.Train, 5);
        var hidden = network.InitialHidden(5) + 0.1;
        var whole = Gradient(new LanguageLossOptions());
        var chunked = Gradient(new LanguageLossOptions { ChunkSize = 2 });
        Golden.GoldenCase.AssertClose("hidden", whole.next, chunked.next, 1e-12);
        Golden.GoldenCase.AssertClose("loss", whole.loss, chunked.loss, 1e-12);
        for (var i = 0; i < whole.gradients.Length; i++)
            Golden.GoldenCase.AssertClose($"gradient {i}", whole.gradients[i], chunked.gradients[i], 1e-10);

        (Tensor[] gradients, Tensor next, Tensor loss) Gradient(LanguageLossOptions options)
        {
            using var window = rows.Window(0, 4);
            var (next, crossEntropy) = (empty_like(hidden), hidden.new_zeros([]));
            var (_, gradients) = Gradients.Of(new LanguageLoss(network, options).Regularized(window, hidden, next, crossEntropy), network.Weights, []);
            return (gradients, next, crossEntropy);
        }
    }

    [Fact]
    public void Windows_of_the_search_follow_each_other_and_some_are_half_as_long()
    {
        var plan = WindowPlan.Search(212, 6, 0.3, Darts.Runtime.RandomStream.For(3, "windows", 1)).ToArray();
        Assert.Contains(plan, window => window.drawn == 6);
        Assert.Contains(plan, window => window.drawn == 3);
        Assert.All(plan.Zip(plan.Skip(1)), pair => Assert.Equal(pair.First.start + pair.First.drawn, pair.Second.start));
        Assert.All(plan, window => Assert.True(window.start < 210));
    }

    [Fact]
    public void Lengths_of_the_final_training_are_normal_between_5_and_55()
    {
        var drawn = WindowPlan.Training(1_000_000, 35, 0.05, 5, new Darts.Runtime.RandomStream(1)).Select(window => window.drawn).ToArray();
        Assert.All(drawn, length => Assert.InRange(length, 5, 55));
        // 17.5 and 35 lie 3.5 deviations apart: of 5 % short ones 96 % are below 26.25, of the others 4 %.
        Assert.InRange(drawn.Count(length => length < 26.25) / (double)drawn.Length, 0.07, 0.11);
        var full = WindowPlan.Training(1_000_000, 35, 0, 5, new Darts.Runtime.RandomStream(1)).Select(window => window.drawn).ToArray();
        Assert.InRange(full.Average(), 34.3, 34.7); // cut to whole words
        Assert.InRange(Math.Sqrt(full.Average(length => Math.Pow(length - full.Average(), 2))), 4.9, 5.1);
        Assert.All(WindowPlan.Training(500, 35, 1, 60, new Darts.Runtime.RandomStream(1)), window => Assert.InRange(window.drawn, 5, 55));
    }

    [Fact]
    public void Memory_is_flat_over_an_epoch()
    {
        using var network = new RecurrentSearchNetwork(TinyText.Network);
        using var search = new RecurrentSearch(network, TinyText.Corpus, TinyText.Search with { Epochs = 4, Architect = ArchitectOptions.Recurrent with { Order = Order.Second } });
        using var epochs = search.Run().GetEnumerator();
        Assert.True(epochs.MoveNext());
        var tensors = Tensors();
        while (epochs.MoveNext())
        {
        }

        Assert.InRange(Tensors(), 0, tensors);

        static long Tensors()
        {
            // An epoch leaves two to the collector, which other tests let run when it may.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Tensor.TotalCount;
        }
    }

    [Fact]
    public void A_search_that_diverges_stops_and_says_where()
    {
        using var network = new RecurrentSearchNetwork(TinyText.Network);
        using var search = new RecurrentSearch(network, TinyText.Corpus, TinyText.Search with { Optimizer = TinyText.Search.Optimizer with { LearningRate = 1e38, GradientClip = 1e30 } });
        var error = Assert.Throws<SearchDivergedException>(() => search.Run().Count());
        Assert.StartsWith("The training loss is not finite in epoch 1, step ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, 6, "Batch size = 400: the validation part of counting of 280 words gives 0 words a row, and at least 2 are needed")]
    [InlineData(500, 6, "Batch size = 500: the training part of counting of 840 words gives 1 words a row")]
    [InlineData(4, 300, "Window = 300: the training part of counting gives 210 words a row with a batch size of 4, so a window has at most 209.")]
    [InlineData(4, 100, "Window = 100: the validation part of counting gives 70 words a row")]
    public void Windows_longer_than_the_text_and_batches_that_leave_no_rows_are_refused(int batch, int window, string message)
    {
        using var network = new RecurrentSearchNetwork(TinyText.Network);
        var error = Assert.Throws<ArgumentException>(() => new RecurrentSearch(network, TinyText.Corpus, TinyText.Search with { BatchSize = batch, Window = window }));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_larger_than_the_networks_is_refused()
    {
        using var network = new RecurrentSearchNetwork(TinyText.Network with { Words = 5 });
        Assert.StartsWith("Words = 5: counting has 13.", Assert.Throws<ArgumentException>(() => new RecurrentSearch(network, TinyText.Corpus)).Message, StringComparison.Ordinal);
    }

    private static (string hash, string history, string[] notices) Run(RecurrentSearchOptions options, int epochs, bool spoiled = false)
    {
        using var network = new RecurrentSearchNetwork(TinyText.Network);
        if (spoiled)
        {
            // First weights of another kind: everything must come from the checkpoint.
            using var _ = no_grad();
            foreach (var parameter in network.parameters())
                parameter.fill_(0.5);
        }

        using var search = new RecurrentSearch(network, TinyText.Corpus, options);
        foreach (var epoch in search.Run())
        {
            if (epoch.Epoch == epochs)
                break;
        }

        return (TinyText.Hash(network), string.Join("\n", search.History.Select(epoch => $"{epoch.TrainLoss:R} {epoch.ValidLoss:R} {epoch.Genotype} {epoch.Alphas.Logit(1, 2):R}")), [.. search.Notices]);
    }

    private sealed class Collect(List<TextStep> steps) : IProgress<TextStep>
    {
        public void Report(TextStep value) => steps.Add(value);
    }
}
