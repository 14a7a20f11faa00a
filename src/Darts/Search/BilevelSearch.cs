using System.Diagnostics;
using Darts.Data;
using Darts.Networks;
using Darts.Runtime;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// The search (algorithm 1 of the paper): epochs of alternating steps on alphas and weights, a validation after each, a checkpoint after each.
/// </summary>
public sealed class BilevelSearch : IDisposable
{
    private readonly SearchNetwork network;
    private readonly BilevelStep step;
    private readonly CosineSchedule schedule;
    private readonly BatchStream trainStream;
    private readonly BatchStream alphaStream;
    private readonly BatchStream validationStream;
    private readonly EpochLoop<SearchEpoch> loop;

    /// <summary>Prepares a search; nothing is computed yet.</summary>
    /// <param name="network">The search network; its weights and alphas are trained in place.</param>
    /// <param name="data">Images for the weight steps and for the alpha steps.</param>
    /// <param name="options">How to search.</param>
    /// <exception cref="ArgumentException">The data do not fit the network.</exception>
    public BilevelSearch(SearchNetwork network, SearchData data, BilevelSearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        Options = options ?? new BilevelSearchOptions();
        if (data.Channels != network.Options.InputChannels)
            throw new ArgumentException($"InputChannels = {network.Options.InputChannels}: the images of {data.Name} have {data.Channels}.", nameof(data));
        if (data.Classes.Count > network.Options.Classes)
            throw new ArgumentException($"Classes = {network.Options.Classes}: {data.Name} has {data.Classes.Count}.", nameof(data));
        SearchNetwork.CheckSize(data.Height, data.Width);

        this.network = network;
        if (Options.AlphaTraining != AlphaTraining.Bilevel && Options.Architect.Order != Order.First)
            throw new ArgumentException($"AlphaTraining = {Options.AlphaTraining}: alphas that are trained on the weights' images take no unrolled step; use Order.First.", nameof(options));
        step = new BilevelStep(network, Options.Architect, Options.Optimizer, Options.ChunkSize, Options.AlphaTraining == AlphaTraining.Joint);
        schedule = new CosineSchedule(Options.Optimizer.LearningRate, Options.Optimizer.MinimumLearningRate, Options.Epochs);
        trainStream = Stream(Options.AlphaTraining == AlphaTraining.Bilevel ? data.Weights : data.All, "weights");
        alphaStream = Stream(data.Alphas, "alphas");
        validationStream = Stream(data.Alphas, "validation");
        loop = new EpochLoop<SearchEpoch>("search", Options.Epochs, Options.CheckpointFolder is not { } folder ? null : new CheckpointFolder<SearchEpoch>(folder, new SearchState<SearchEpoch, EpochRecord>(
            network, network.Weights, [("alphas_normal", network.Architecture.Normal), ("alphas_reduce", network.Architecture.Reduction)], step.Architect, step.Optimizer,
            SearchSettings.Of(network, data, Options), EpochRecord.From, record => record.ToEpoch(network.Options.Operations, network.Topology))));
    }

    /// <summary>How to search.</summary>
    public BilevelSearchOptions Options { get; }

    /// <summary>What the epochs so far left, those before an interruption included.</summary>
    public IReadOnlyList<SearchEpoch> History => loop.History;

    /// <summary>What a reader should know: that the search goes on from a checkpoint, that a corrupt one was passed over.</summary>
    public IReadOnlyList<string> Notices => loop.Notices;

    /// <summary>Weight steps (and alpha steps) of an epoch.</summary>
    public int StepsPerEpoch => trainStream.BatchesPerPass;

    /// <summary>Searches, epoch by epoch, on the caller's thread.</summary>
    /// <param name="progress">Told about once a second how far the epoch has come.</param>
    /// <param name="cancellation">Stops the search before its next step.</param>
    /// <returns>The epochs that are still to come; all of them unless the search goes on from a checkpoint.</returns>
    /// <exception cref="SearchDivergedException">A loss is no longer finite.</exception>
    /// <exception cref="InvalidDataException">There are checkpoints but none can be read.</exception>
    /// <exception cref="InvalidOperationException">The checkpoints belong to a search with other settings.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; those before it are untouched.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IEnumerable<SearchEpoch> Run(IProgress<SearchStep>? progress = null, CancellationToken cancellation = default) =>
        loop.Run(epoch => RunEpoch(epoch, progress, cancellation));

    /// <summary>As <see cref="Run"/>, on a thread of its own that computes an epoch each time one is asked for.</summary>
    /// <param name="progress">Told about once a second how far the epoch has come, on the search's thread.</param>
    /// <param name="cancellation">Stops the search before its next step.</param>
    public IAsyncEnumerable<SearchEpoch> RunAsync(IProgress<SearchStep>? progress = null, CancellationToken cancellation = default) =>
        loop.RunAsync(token => Run(progress, token), cancellation);

    /// <summary>Frees the optimizers' states; the network is the caller's.</summary>
    public void Dispose() => step.Dispose();

    private BatchStream Stream(ImageSplit split, string name) =>
        new(split, Options.BatchSize, Options.Seed, name, network.Device, network.Options.Type);

    private SearchEpoch RunEpoch(int epoch, IProgress<SearchStep>? progress, CancellationToken cancellation)
    {
        // The generators are seeded anew for every epoch, so an epoch needs nothing of the ones before it but the checkpoint.
        using var seed = Seed.Use(Options.Seed, "epoch", epoch);
        var watch = Stopwatch.StartNew();
        step.Optimizer.LearningRate = schedule.At(epoch - 1);
        var train = Train(epoch, progress, cancellation);
        var valid = Validate(epoch, cancellation);
        var seconds = watch.Elapsed.TotalSeconds;
        return new SearchEpoch
        {
            Epoch = epoch,
            Epochs = Options.Epochs,
            LearningRate = step.Optimizer.LearningRate,
            TrainLoss = train.loss,
            TrainAccuracy = train.accuracy,
            ValidLoss = valid.loss,
            ValidAccuracy = valid.accuracy,
            Normal = network.Snapshot(reduction: false),
            Reduction = network.Snapshot(reduction: true),
            Genotype = network.Derive(),
            Seconds = seconds,
            PeakMemory = Process.GetCurrentProcess().PeakWorkingSet64,
            RemainingSeconds = (Options.Epochs - epoch) * History.Select(past => past.Seconds).Append(seconds).Average(),
        };
    }

    private (double loss, double accuracy) Train(int epoch, IProgress<SearchStep>? progress, CancellationToken cancellation)
    {
        using var meter = new EpochMeter(network.Device);
        var watch = Stopwatch.StartNew();
        var reported = TimeSpan.Zero;
        var number = 0;
        using var valid = Options.AlphaTraining == AlphaTraining.Bilevel ? alphaStream.From((long)(epoch - 1) * StepsPerEpoch).GetEnumerator() : null;
        foreach (var batch in trainStream.Pass(epoch - 1))
        {
            cancellation.ThrowIfCancellationRequested();
            number++;
            using (batch)
            using (NewDisposeScope())
            {
                valid?.MoveNext();
                using var validBatch = valid?.Current;
                var (loss, correct) = step.Run(batch, validBatch ?? batch);
                meter.Add(loss, correct, batch.Count);
            }

            if (meter.FirstBadStep is { } bad)
                throw Diverged(epoch, bad);
            if (progress is not null && (watch.Elapsed - reported > TimeSpan.FromSeconds(1) || number == StepsPerEpoch))
            {
                reported = watch.Elapsed;
                progress.Report(new SearchStep(epoch, number, StepsPerEpoch, meter.Loss, meter.Accuracy, watch.Elapsed.TotalSeconds / number));
            }
        }

        return meter.Finish() is { } last ? throw Diverged(epoch, last) : (meter.Loss, meter.Accuracy);
    }

    private (double loss, double accuracy) Validate(int epoch, CancellationToken cancellation)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var meter = new EpochMeter(network.Device);
        var statistics = Options.ValidatesWithBatchStatistics ? network.Statistics.Select(tensor => tensor.clone()).ToArray() : [];
        network.train(Options.ValidatesWithBatchStatistics);
        foreach (var batch in validationStream.Pass(epoch - 1))
        {
            cancellation.ThrowIfCancellationRequested();
            using (batch)
            using (NewDisposeScope())
            {
                var logits = network.forward(batch.Images);
                meter.Add(nn.functional.cross_entropy(logits, batch.Labels), Accuracy.CountCorrect(logits, batch.Labels), batch.Count);
            }
        }

        for (var i = 0; i < statistics.Length; i++)
            network.Statistics[i].copy_(statistics[i]);
        network.train();
        return (meter.Loss, meter.Accuracy);
    }

    private SearchDivergedException Diverged(int epoch, int bad)
    {
        return new SearchDivergedException($"The training loss is not finite in epoch {epoch}, step {bad} of {StepsPerEpoch}: the search stopped. {loop.LastCheckpoint} " +
            $"A smaller learning rate (now {step.Optimizer.LearningRate}) or smaller alpha learning rate (now {Options.Architect.LearningRate}) usually helps.")
        {
            Epoch = epoch,
            Step = bad,
        };
    }
}
