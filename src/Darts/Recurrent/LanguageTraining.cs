using System.Diagnostics;
using Darts.Data;
using Darts.Runtime;
using Darts.Search;
using Darts.Training;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>
/// The training of a language model with a found cell (section 3.2 and A.1.2 of the paper): gradient descent that becomes averaged gradient
/// descent once the validation loss no longer falls, windows of random length, and the best weights so far kept, to which it goes back when a
/// loss is not finite.
/// </summary>
public sealed class LanguageTraining : IDisposable
{
    private readonly RecurrentNetwork network;
    private readonly LanguageStep step;
    private readonly BestWeights best;
    private readonly TokenRows train;
    private readonly TokenRows validation;
    private readonly TokenRows test;
    private readonly EpochLoop<LanguageTrainingEpoch> loop;

    /// <summary>Prepares a training; nothing is computed yet.</summary>
    /// <param name="network">The network; its weights are trained in place.</param>
    /// <param name="corpus">The text.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">The corpus does not fit the network or the options.</exception>
    public LanguageTraining(RecurrentNetwork network, TextCorpus corpus, LanguageTrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(corpus);
        Options = options ?? new LanguageTrainingOptions();
        if (corpus.Vocabulary.Count > network.Words)
            throw new ArgumentException($"Words = {network.Words}: {corpus.Name} has {corpus.Vocabulary.Count}.", nameof(corpus));
        this.network = network;
        train = corpus.TrainRows(Options.BatchSize, network.Device);
        train.CheckHolds(Options.Window);
        validation = corpus.ValidRows(Options.ValidationBatchSize, network.Device);
        test = corpus.TestRows(Options.TestBatchSize, network.Device);
        step = new LanguageStep(network, Options);
        best = new BestWeights(network.Weights);
        loop = new EpochLoop<LanguageTrainingEpoch>("training", Options.Epochs, Options.CheckpointFolder is not { } folder ? null
            : new CheckpointFolder<LanguageTrainingEpoch>(folder, new LanguageTrainingState(network, step.Optimizer, best, RecurrentSettings.Of(network, corpus, Options))));
    }

    /// <summary>How to train.</summary>
    public LanguageTrainingOptions Options { get; }

    /// <summary>What the epochs so far left, those before an interruption included.</summary>
    public IReadOnlyList<LanguageTrainingEpoch> History => loop.History;

    /// <summary>What a reader should know: that the training goes on from a checkpoint, that a corrupt one was passed over.</summary>
    public IReadOnlyList<string> Notices => loop.Notices;

    /// <summary>Trains, epoch by epoch, on the caller's thread.</summary>
    /// <param name="progress">Told about once a second how far the epoch has come.</param>
    /// <param name="cancellation">Stops the training before its next step.</param>
    /// <returns>The epochs that are still to come; all of them unless the training goes on from a checkpoint.</returns>
    /// <exception cref="TrainingDivergedException">A loss is no longer finite, and no epoch before it left weights to go back to.</exception>
    /// <exception cref="InvalidDataException">There are checkpoints but none can be read.</exception>
    /// <exception cref="InvalidOperationException">The checkpoints belong to a training with other settings.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; those before it are untouched.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public IEnumerable<LanguageTrainingEpoch> Run(IProgress<TextStep>? progress = null, CancellationToken cancellation = default) =>
        loop.Run(epoch => RunEpoch(epoch, progress, cancellation));

    /// <summary>As <see cref="Run"/>, on a thread of its own that computes an epoch each time one is asked for.</summary>
    /// <param name="progress">Told about once a second how far the epoch has come, on the training's thread.</param>
    /// <param name="cancellation">Stops the training before its next step.</param>
    public IAsyncEnumerable<LanguageTrainingEpoch> RunAsync(IProgress<TextStep>? progress = null, CancellationToken cancellation = default) =>
        loop.RunAsync(token => Run(progress, token), cancellation);

    /// <summary>Puts the best weights so far into the network.</summary>
    /// <exception cref="InvalidOperationException">No epoch has been validated yet.</exception>
    public void UseBest()
    {
        if (!best.Exists)
            throw new InvalidOperationException("There are no best weights yet: run at least one epoch.");
        best.CopyTo(network.Weights);
    }

    /// <summary>Measures the network as it is on the validation text.</summary>
    public TextLoss Validate() => TextEvaluation.Measure(network, validation, Options.Window);

    /// <summary>
    /// Measures the network as it is on the test text, which nothing else reads. Call <see cref="UseBest"/> first; a result that is reported is
    /// measured once.
    /// </summary>
    public TextLoss Test() => TextEvaluation.Measure(network, test, Options.Window);

    /// <summary>Frees texts and the optimizer's states; the network is the caller's.</summary>
    public void Dispose()
    {
        step.Dispose();
        best.Dispose();
        train.Dispose();
        validation.Dispose();
        test.Dispose();
    }

    private LanguageTrainingEpoch RunEpoch(int epoch, IProgress<TextStep>? progress, CancellationToken cancellation)
    {
        // The generators are seeded anew for every epoch, so an epoch needs nothing of the ones before it but the checkpoint.
        using var seed = Seed.Use(Options.Seed, "epoch", epoch);
        var watch = Stopwatch.StartNew();
        var averaging = step.Optimizer.Averaging;
        var trainLoss = Train(epoch, progress, cancellation);
        var validLoss = double.IsNaN(trainLoss) ? double.NaN : Validate(cancellation);
        var rolledBack = !double.IsFinite(validLoss);
        if (rolledBack)
            RollBack(epoch);
        var seconds = watch.Elapsed.TotalSeconds;
        return new LanguageTrainingEpoch
        {
            Epoch = epoch,
            Epochs = Options.Epochs,
            TrainLoss = trainLoss,
            ValidLoss = validLoss,
            BestValidLoss = History.Select(past => past.ValidLoss).Append(validLoss).Where(double.IsFinite).Min(),
            Averaging = averaging,
            RolledBack = rolledBack,
            Seconds = seconds,
            PeakMemory = Process.GetCurrentProcess().PeakWorkingSet64,
            RemainingSeconds = (Options.Epochs - epoch) * History.Select(past => past.Seconds).Append(seconds).Average(),
        };
    }

    /// <summary>The steps of an epoch; not a number as soon as a loss is not finite.</summary>
    private double Train(int epoch, IProgress<TextStep>? progress, CancellationToken cancellation)
    {
        using var meter = new EpochMeter(network.Device);
        var windows = WindowPlan.Training(train.Count, Options.Window, Options.ShortWindows, Options.WindowDeviation, RandomStream.For(Options.Seed, "windows", epoch)).ToArray();
        var reports = new TextReports(progress, epoch, windows.Length);
        step.ResetHidden();
        foreach (var (number, (start, drawn)) in windows.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using (NewDisposeScope())
            {
                using var window = train.Window(start, drawn);
                var (crossEntropy, _) = step.Run(window, Options.LearningRate * drawn / Options.Window);
                meter.Add(crossEntropy, null, window.Length * window.Batch);
            }

            if (meter.FirstBadStep is not null)
                return double.NaN;
            reports.Step(number + 1, meter);
        }

        return meter.Finish() is null ? meter.Loss : double.NaN;
    }

    /// <summary>The validation loss; keeps the weights if they are the best so far, and begins to average where the rule says so.</summary>
    private double Validate(CancellationToken cancellation)
    {
        if (step.Optimizer.Averaging)
            step.Optimizer.Swap();
        var value = TextEvaluation.Measure(network, validation, Options.Window, cancellation).Loss;
        if (double.IsFinite(value) && !History.Any(past => past.ValidLoss <= value))
            best.Keep(step.Optimizer);
        if (step.Optimizer.Averaging)
            step.Optimizer.Swap();
        else if (NonMonotoneRule.IsMet([.. History.Where(past => !past.RolledBack).Select(past => past.ValidLoss)], value, Options.NonMonotone))
            step.Optimizer.BeginAveraging();
        return value;
    }

    private void RollBack(int epoch)
    {
        if (!best.Exists)
        {
            throw new TrainingDivergedException($"A loss is not finite in epoch {epoch}, and no epoch before it left weights to go back to. " +
                $"A smaller learning rate (now {Options.LearningRate}) or gradient clip (now {Options.GradientClip}) usually helps.")
            {
                Epoch = epoch,
            };
        }

        best.PutBack(step.Optimizer);
    }
}
