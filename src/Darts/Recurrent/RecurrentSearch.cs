using System.Diagnostics;
using Darts.Data;
using Darts.Runtime;
using Darts.Search;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>
/// The search for a recurrent cell (algorithm 1 of the paper on text): epochs of alternating steps, the alphas on windows of the validation
/// text, the weights on windows of the training text; a validation after each epoch, a checkpoint after each.
/// </summary>
/// <remarks>
/// Hidden states are carried from window to window and forgotten at the beginning of an epoch. Every training window has its validation window,
/// which starts at the same row, counted around the shorter validation text.
/// </remarks>
public sealed class RecurrentSearch : IDisposable
{
    private readonly RecurrentSearchNetwork network;
    private readonly RecurrentStep step;
    private readonly CosineSchedule schedule;
    private readonly TokenRows train;
    private readonly TokenRows valid;
    private readonly TokenRows validation;
    private readonly EpochLoop<RecurrentSearchEpoch> loop;

    /// <summary>Prepares a search; nothing is computed yet.</summary>
    /// <param name="network">The search network; its weights and alphas are trained in place.</param>
    /// <param name="corpus">The training part trains the weights, the validation part the alphas.</param>
    /// <param name="options">How to search.</param>
    /// <exception cref="ArgumentException">The corpus does not fit the network or the options.</exception>
    public RecurrentSearch(RecurrentSearchNetwork network, TextCorpus corpus, RecurrentSearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(corpus);
        Options = options ?? new RecurrentSearchOptions();
        if (corpus.Vocabulary.Count > network.Words)
            throw new ArgumentException($"Words = {network.Words}: {corpus.Name} has {corpus.Vocabulary.Count}.", nameof(corpus));
        this.network = network;
        train = corpus.TrainRows(Options.BatchSize, network.Device);
        valid = corpus.ValidRows(Options.BatchSize, network.Device);
        validation = corpus.ValidRows(Options.EvaluationBatchSize, network.Device);
        train.CheckHolds(Options.Window);
        valid.CheckHolds(Options.Window);
        step = new RecurrentStep(network, Options.BatchSize, Options.Architect, Options.Optimizer, Options.Loss);
        schedule = new CosineSchedule(Options.Optimizer.LearningRate, Options.Optimizer.MinimumLearningRate, Options.Epochs);
        loop = new EpochLoop<RecurrentSearchEpoch>("search", Options.Epochs, Options.CheckpointFolder is not { } folder ? null : new CheckpointFolder<RecurrentSearchEpoch>(
            folder, new SearchState<RecurrentSearchEpoch, RecurrentEpochRecord>(network, network.Weights, [("alphas", network.Alphas[0])], step.Architect, step.Optimizer,
            RecurrentSettings.Of(network, corpus, Options), RecurrentEpochRecord.From, record => record.ToEpoch(network.Options.Activations, network.Topology))));
    }

    /// <summary>How to search.</summary>
    public RecurrentSearchOptions Options { get; }

    /// <summary>What the epochs so far left, those before an interruption included.</summary>
    public IReadOnlyList<RecurrentSearchEpoch> History => loop.History;

    /// <summary>What a reader should know: that the search goes on from a checkpoint, that a corrupt one was passed over.</summary>
    public IReadOnlyList<string> Notices => loop.Notices;

    /// <summary>Searches, epoch by epoch, on the caller's thread.</summary>
    /// <param name="progress">Told about once a second how far the epoch has come.</param>
    /// <param name="cancellation">Stops the search before its next step.</param>
    /// <returns>The epochs that are still to come; all of them unless the search goes on from a checkpoint.</returns>
    /// <exception cref="SearchDivergedException">A loss is no longer finite.</exception>
    /// <exception cref="InvalidDataException">There are checkpoints but none can be read.</exception>
    /// <exception cref="InvalidOperationException">The checkpoints belong to a search with other settings.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; those before it are untouched.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IEnumerable<RecurrentSearchEpoch> Run(IProgress<TextStep>? progress = null, CancellationToken cancellation = default) =>
        loop.Run(epoch => RunEpoch(epoch, progress, cancellation));

    /// <summary>As <see cref="Run"/>, on a thread of its own that computes an epoch each time one is asked for.</summary>
    /// <param name="progress">Told about once a second how far the epoch has come, on the search's thread.</param>
    /// <param name="cancellation">Stops the search before its next step.</param>
    public IAsyncEnumerable<RecurrentSearchEpoch> RunAsync(IProgress<TextStep>? progress = null, CancellationToken cancellation = default) =>
        loop.RunAsync(token => Run(progress, token), cancellation);

    /// <summary>Frees texts and optimizers' states; the network is the caller's.</summary>
    public void Dispose()
    {
        step.Dispose();
        train.Dispose();
        valid.Dispose();
        validation.Dispose();
    }

    private RecurrentSearchEpoch RunEpoch(int epoch, IProgress<TextStep>? progress, CancellationToken cancellation)
    {
        // The generators are seeded anew for every epoch, so an epoch needs nothing of the ones before it but the checkpoint.
        using var seed = Seed.Use(Options.Seed, "epoch", epoch);
        var watch = Stopwatch.StartNew();
        var rate = schedule.At(epoch - 1);
        var loss = Train(epoch, rate, progress, cancellation);
        var validLoss = TextEvaluation.Measure(network, validation, Options.Window, cancellation).Loss;
        var seconds = watch.Elapsed.TotalSeconds;
        return new RecurrentSearchEpoch
        {
            Epoch = epoch,
            Epochs = Options.Epochs,
            LearningRate = rate,
            TrainLoss = loss,
            ValidLoss = validLoss,
            Alphas = network.Snapshot(),
            Genotype = network.Derive(),
            Seconds = seconds,
            PeakMemory = Process.GetCurrentProcess().PeakWorkingSet64,
            RemainingSeconds = (Options.Epochs - epoch) * History.Select(past => past.Seconds).Append(seconds).Average(),
        };
    }

    private double Train(int epoch, double rate, IProgress<TextStep>? progress, CancellationToken cancellation)
    {
        using var meter = new EpochMeter(network.Device);
        var windows = WindowPlan.Search(train.Count, Options.Window, Options.ShortWindows, RandomStream.For(Options.Seed, "windows", epoch)).ToArray();
        var reports = new TextReports(progress, epoch, windows.Length);
        step.ResetHidden();
        foreach (var (number, (start, drawn)) in windows.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using (NewDisposeScope())
            {
                using var trainWindow = train.Window(start, drawn);
                using var validWindow = valid.Window(start % (valid.Count - 1), Options.Window);
                var (crossEntropy, _) = step.Run(trainWindow, validWindow, rate * drawn / Options.Window);
                meter.Add(crossEntropy, null, trainWindow.Length * trainWindow.Batch);
            }

            if (meter.FirstBadStep is { } bad)
                throw Diverged(epoch, bad, windows.Length);
            reports.Step(number + 1, meter);
        }

        return meter.Finish() is { } last ? throw Diverged(epoch, last, windows.Length) : meter.Loss;
    }

    private SearchDivergedException Diverged(int epoch, int bad, int steps) =>
        new($"The training loss is not finite in epoch {epoch}, step {bad} of {steps}: the search stopped. {loop.LastCheckpoint} " +
            $"A smaller learning rate (now {Options.Optimizer.LearningRate}) or smaller alpha learning rate (now {Options.Architect.LearningRate}) usually helps.")
        {
            Epoch = epoch,
            Step = bad,
        };
}
