using System.Diagnostics;
using System.Text.Json;
using Darts.Data;
using Darts.Recurrent;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Benchmarks;

/// <summary>Validation perplexity after some steps of a search and of a training on a real text.</summary>
internal static class LanguageCurves
{
    private static readonly int[] Marks = [50, 100, 200, 400];

    public static void Run(string folder, int units, int batchSize, int threads, bool search, bool training)
    {
        NativeLibraries.Load();
        set_num_threads(threads);
        var corpus = PennTreebank.Read(folder);
        Console.Error.WriteLine(corpus);
        if (search)
            Search(corpus, units, batchSize, threads);
        if (training)
            Training(corpus, units, batchSize);
    }

    private static void Search(TextCorpus corpus, int units, int batchSize, int threads)
    {
        using var network = new RecurrentSearchNetwork(new RecurrentSearchNetworkOptions { Words = corpus.Vocabulary.Count, Units = units, Threads = threads });
        var options = new RecurrentSearchOptions();
        using var step = new RecurrentStep(network, batchSize, options.Architect, options.Optimizer, options.Loss);
        using var valid = corpus.ValidRows(batchSize);
        var random = new RandomStream(3);
        Curve("search", network, corpus, batchSize, () => random.NextDouble() < 1 - options.ShortWindows ? options.Window : options.Window / 2, (window, start, rate) =>
        {
            using var validWindow = valid.Window(start % (valid.Count - 1), options.Window);
            return step.Run(window, validWindow, rate).crossEntropy;
        });
    }

    private static void Training(TextCorpus corpus, int units, int batchSize)
    {
        var final = new LanguageTrainingOptions { BatchSize = batchSize };
        using var evaluated = new RecurrentNetwork(new RecurrentNetworkOptions { Words = corpus.Vocabulary.Count, Units = units });
        using var finalStep = new LanguageStep(evaluated, final);
        Curve("training", evaluated, corpus, batchSize, () => final.Window, (window, _, rate) => finalStep.Run(window, rate).crossEntropy);
    }

    private static void Curve(string what, LanguageModel model, TextCorpus corpus, int batchSize, Func<int> draw, Func<TextWindow, int, double, Tensor> step)
    {
        using var seed = Seed.Use(3);
        using var train = corpus.TrainRows(batchSize);
        using var validation = corpus.ValidRows(10);
        var watch = new Stopwatch();
        var (start, loss, counted) = (0, 0.0, 0);
        for (var number = 1; number <= Marks[^1]; number++)
        {
            var drawn = draw();
            using (NewDisposeScope())
            {
                using var window = train.Window(start, drawn);
                model.train();
                watch.Start();
                loss += step(window, start, 20.0 * drawn / 35).item<float>();
                counted++;
                watch.Stop();
            }

            start += drawn;
            if (!Marks.Contains(number))
                continue;
            Console.WriteLine(JsonSerializer.Serialize(new { what, units = model.Units, batch = batchSize, step = number, train_perplexity = Math.Round(Math.Exp(loss / counted), 1), valid_perplexity = Math.Round(TextEvaluation.Measure(model, validation).Perplexity, 1), seconds_per_step = Math.Round(watch.Elapsed.TotalSeconds / number, 3) }));
            (loss, counted) = (0, 0);
        }
    }
}
