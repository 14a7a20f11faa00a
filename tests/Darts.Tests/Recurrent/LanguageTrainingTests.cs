using Darts.Data;
using Darts.Recurrent;
using Darts.Tests.Data;
using Darts.Tests.Search;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Tests.Recurrent;

[Collection(nameof(Alone))]
public class LanguageTrainingTests
{
    [Fact]
    public void The_perplexity_falls_averaging_begins_and_the_best_weights_are_those_of_the_least_loss()
    {
        using var network = new RecurrentNetwork(TinyText.Final);
        using var training = new LanguageTraining(network, TinyText.Corpus, TinyText.Training with { Epochs = 14 });
        var epochs = training.Run().ToArray();
        var best = epochs.Min(epoch => epoch.ValidLoss);
        Assert.True(Math.Exp(best) < 0.5 * epochs[0].ValidPerplexity);
        Assert.Equal(best, epochs[^1].BestValidLoss);
        Assert.True(epochs[^1].Averaging, "averaging never began");
        Assert.False(epochs[0].Averaging);

        training.UseBest();
        Assert.Equal(best, training.Validate().Loss, 1e-12);
        Assert.InRange(training.Test().Perplexity, 1, 2 * Math.Exp(best));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_training_left_between_epochs_goes_on_to_the_same_bits(int left)
    {
        using var folder = new TemporaryFolder();
        var options = TinyText.Training with { NonMonotone = 0, Epochs = 6, LearningRate = 40 };
        var whole = Run(options, int.MaxValue);
        Run(options with { CheckpointFolder = folder.Path }, left);
        Assert.Equal(whole, Run(options with { CheckpointFolder = folder.Path }, int.MaxValue, spoiled: true));
        Assert.Contains("True", whole.history, StringComparison.Ordinal); // the averages were restored too
    }

    [Fact]
    public void A_loss_that_is_not_finite_puts_the_best_weights_back()
    {
        using var network = new RecurrentNetwork(TinyText.Final);
        using var training = new LanguageTraining(network, TinyText.Corpus, TinyText.Training with { Epochs = 4 });
        using var epochs = training.Run().GetEnumerator();
        Assert.True(epochs.MoveNext());
        var good = TinyText.Hash(network);
        using (no_grad())
            network.Embedding.fill_(double.NaN);
        Assert.True(epochs.MoveNext());
        Assert.True(epochs.Current.RolledBack);
        Assert.Equal(training.History[0].ValidLoss, epochs.Current.BestValidLoss);
        Assert.Equal(good, TinyText.Hash(network));
        Assert.True(epochs.MoveNext());
        Assert.False(epochs.Current.RolledBack);
        Assert.True(double.IsFinite(epochs.Current.ValidLoss));
    }

    [Fact]
    public void Without_weights_to_go_back_to_the_training_stops()
    {
        using var network = new RecurrentNetwork(TinyText.Final);
        using (no_grad())
            network.Embedding.fill_(double.NaN);
        using var training = new LanguageTraining(network, TinyText.Corpus, TinyText.Training);
        Assert.StartsWith("A loss is not finite in epoch 1", Assert.Throws<TrainingDivergedException>(() => training.Run().Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_weights_exist_after_an_epoch()
    {
        using var network = new RecurrentNetwork(TinyText.Final);
        using var training = new LanguageTraining(network, TinyText.Corpus, TinyText.Training);
        Assert.Throws<InvalidOperationException>(training.UseBest);
    }

    [Theory]
    [InlineData(new[] { 5.0, 4, 3, 2, 1, 1.5 }, 1.2, false)] // 6 past losses, all but the last 5: 5.0
    [InlineData(new[] { 1.0, 4, 3, 2, 1, 1.5 }, 1.2, true)]
    [InlineData(new[] { 1.0, 4, 3, 2, 1 }, 9, false)] // 5 past losses: none but the last 5
    public void The_non_monotone_rule_compares_with_the_least_of_all_but_the_last_five(double[] past, double now, bool met) =>
        Assert.Equal(met, NonMonotoneRule.IsMet(past, now, 5));

    [Fact]
    public void The_loss_of_a_text_does_not_depend_on_the_windows_it_is_read_in()
    {
        using var network = new RecurrentNetwork(TinyText.Final with { Type = ScalarType.Float64 });
        using var rows = new TokenRows(TinyText.Corpus.Valid, 3);
        network.train();
        var (whole, windows) = (TextEvaluation.Measure(network, rows, 1000), TextEvaluation.Measure(network, rows, 7));
        Assert.Equal(whole.Loss, windows.Loss, 1e-12);
        Assert.Equal(whole.Loss * (rows.Count - 1) / rows.Count, whole.LossOverRows, 1e-12);
        Assert.True(network.training);
        // Before any training the words are nearly equally likely.
        Assert.Equal(13, whole.Perplexity, 0.5);
    }

    [Fact]
    public void A_sampled_text_follows_what_the_model_learned_and_its_seed()
    {
        using var network = new RecurrentNetwork(TinyText.Final with { Units = 16, Dropout = DropoutRates.None });
        using var training = new LanguageTraining(network, TinyText.Corpus, TinyText.Training with { Epochs = 25, NonMonotone = 30 });
        Assert.Equal(25, training.Run().Count());
        network.train();
        var text = TextSampler.Sample(network, TinyText.Corpus.Vocabulary, 40, start: "one", temperature: 0.1);
        Assert.StartsWith("one ", text, StringComparison.Ordinal);
        var pairs = text.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).SelectMany(line => line.Zip(line.Skip(1))).ToArray();
        Assert.True(pairs.Count(TinyText.Counts) > 0.6 * pairs.Length, text); // one in 12 by chance
        Assert.Equal(text, TextSampler.Sample(network, TinyText.Corpus.Vocabulary, 40, start: "one", temperature: 0.1));
        Assert.NotEqual(TextSampler.Sample(network, TinyText.Corpus.Vocabulary, 40, temperature: 5), TextSampler.Sample(network, TinyText.Corpus.Vocabulary, 40, temperature: 5, seed: 2));
        Assert.True(network.training);
        Assert.Contains("is not among the 13 of the vocabulary", Assert.Throws<ArgumentException>(() => TextSampler.Sample(network, TinyText.Corpus.Vocabulary, 1, start: "zero")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TextSampler.Sample(network, TinyText.Corpus.Vocabulary, 1, temperature: 0));
    }

    [Fact]
    public void The_presets_are_the_authors()
    {
        var (ptb, wt2) = (LanguageTrainingOptions.PennTreebank, LanguageTrainingOptions.WikiText2);
        Assert.Equal((20, 8e-7, 0.25, 64, 10, 1, 35, 5, 8000), (ptb.LearningRate, ptb.WeightDecay, ptb.GradientClip, ptb.BatchSize, ptb.ValidationBatchSize, ptb.TestBatchSize, ptb.Window, ptb.NonMonotone, ptb.Epochs));
        Assert.Equal(5e-7, wt2.WeightDecay);
        var (ptbNetwork, wt2Network) = (RecurrentNetworkOptions.PennTreebank(), RecurrentNetworkOptions.WikiText2());
        Assert.Equal((850, 0.75, 0.25, 0.75, 0.2, 0.1), (ptbNetwork.Units, ptbNetwork.Dropout.Output, ptbNetwork.Dropout.Hidden, ptbNetwork.Dropout.Input, ptbNetwork.Dropout.Embedding, ptbNetwork.Dropout.Words));
        Assert.Equal((700, 0.15, 0.1), (wt2Network.Units, wt2Network.Dropout.Hidden, wt2Network.Dropout.Words));
        var search = new RecurrentSearchOptions();
        Assert.Equal((256, 35, 20, 0, 5e-7, 0.25, 3e-3, 0.9, 0.999, 1e-3), (search.BatchSize, search.Window, search.Optimizer.LearningRate, search.Optimizer.Momentum, search.Optimizer.WeightDecay,
            search.Optimizer.GradientClip, search.Architect.LearningRate, search.Architect.Beta1, search.Architect.Beta2, search.Architect.WeightDecay));
    }

    [Fact]
    public void Texts_too_short_for_their_batches_are_refused_before_the_training_begins()
    {
        using var network = new RecurrentNetwork(TinyText.Final);
        Assert.StartsWith("Window = 300: the training part of counting gives 210 words a row", Refused(TinyText.Training with { Window = 300 }), StringComparison.Ordinal);
        Assert.StartsWith("Batch size = 900: the training part of counting of 840 words gives 0 words a row", Refused(TinyText.Training with { BatchSize = 900 }), StringComparison.Ordinal);
        Assert.StartsWith("Batch size = 200: the validation part of counting of 280 words gives 1 words a row", Refused(TinyText.Training with { ValidationBatchSize = 200 }), StringComparison.Ordinal);
        Assert.StartsWith("Batch size = 300: the test part of counting of 280 words gives 0 words a row", Refused(TinyText.Training with { TestBatchSize = 300 }), StringComparison.Ordinal);
        Assert.StartsWith("Batch size = 64: the training part of one line of 3 words gives 0 words a row",
            Assert.Throws<ArgumentException>(() => new LanguageTraining(network, TextCorpus.FromTexts("one line", "one line", "one", "line"))).Message, StringComparison.Ordinal);

        string Refused(LanguageTrainingOptions options) => Assert.Throws<ArgumentException>(() => new LanguageTraining(network, TinyText.Corpus, options)).Message;
    }

    private static (string hash, string history) Run(LanguageTrainingOptions options, int epochs, bool spoiled = false)
    {
        using var network = new RecurrentNetwork(TinyText.Final);
        if (spoiled)
        {
            using var _ = no_grad();
            foreach (var parameter in network.parameters())
                parameter.fill_(0.5);
        }

        using var training = new LanguageTraining(network, TinyText.Corpus, options);
        foreach (var epoch in training.Run())
        {
            if (epoch.Epoch == epochs)
                break;
        }

        training.UseBest();
        return (TinyText.Hash(network), string.Join("\n", training.History.Select(epoch => $"{epoch.TrainLoss:R} {epoch.ValidLoss:R} {epoch.Averaging}")));
    }
}
