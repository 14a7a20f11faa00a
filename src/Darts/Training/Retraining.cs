using System.Diagnostics;
using Darts.Data;
using Darts.Networks;
using Darts.Runtime;
using Darts.Search;
using static TorchSharp.torch;

namespace Darts.Training;

/// <summary>
/// Trains an evaluation network from its first weights (section A.2 of the paper): epochs of steps, a measurement on images that take no part in
/// training, a checkpoint after each.
/// </summary>
public sealed class Retraining : IDisposable
{
    private readonly EvaluationNetwork network;
    private readonly IImageSource train;
    private readonly IImageSource? test;
    private readonly RetrainingStep step;
    private readonly LearningRateSchedule schedule;
    private readonly DropPathSchedule dropPath;
    private readonly EpochLoop<RetrainingEpoch> loop;

    /// <summary>Prepares a retraining; nothing is computed yet.</summary>
    /// <param name="network">The network; its weights are trained in place.</param>
    /// <param name="train">The training images; their augmentation (cutout, for instance) is theirs.</param>
    /// <param name="test">The images to measure on: the test part, or a validation part where cells are selected; none when null.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">The images do not fit the network.</exception>
    public Retraining(EvaluationNetwork network, IImageSource train, IImageSource? test = null, RetrainingOptions? options = null)
    {
        Evaluation.Check(network, train, nameof(train));
        if (test is not null)
            Evaluation.Check(network, test, nameof(test));
        if (train.Count < 2)
            throw new ArgumentException($"{train.Name} has {train.Count} image: batch norm needs at least 2 in a batch.", nameof(train));
        (this.network, this.train, this.test) = (network, train, test);
        Options = options ?? new RetrainingOptions();
        step = new RetrainingStep(network, Options);
        schedule = Options.Schedule;
        dropPath = new DropPathSchedule(Options.DropPathProbability, Options.Epochs);
        var state = new RetrainingState(network, step, RetrainingSettings.Of(network, train, test, Options));
        loop = new EpochLoop<RetrainingEpoch>(state.What, Options.Epochs, Options.CheckpointFolder is { } folder ? new CheckpointFolder<RetrainingEpoch>(folder, state) : null);
    }

    /// <summary>How to train.</summary>
    public RetrainingOptions Options { get; }

    /// <summary>What the epochs so far left, those before an interruption included.</summary>
    public IReadOnlyList<RetrainingEpoch> History => loop.History;

    /// <summary>What a reader should know: that the retraining goes on from a checkpoint, that a corrupt one was passed over.</summary>
    public IReadOnlyList<string> Notices => loop.Notices;

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch => (train.Count + Options.BatchSize - 1) / Options.BatchSize;

    /// <summary>Trains, epoch by epoch, on the caller's thread.</summary>
    /// <param name="progress">Told about once a second how far the epoch has come.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    /// <returns>The epochs that are still to come; all of them unless the retraining goes on from a checkpoint.</returns>
    /// <exception cref="RetrainingDivergedException">The loss is no longer finite.</exception>
    /// <exception cref="InvalidDataException">There are checkpoints but none can be read.</exception>
    /// <exception cref="InvalidOperationException">The checkpoints belong to a retraining with other settings; the message names the differences.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; those before it are untouched.</exception>
    /// <exception cref="OperationCanceledException">The retraining was cancelled.</exception>
    public IEnumerable<RetrainingEpoch> Run(IProgress<RetrainingReport>? progress = null, CancellationToken cancellation = default) =>
        loop.Run(epoch => RunEpoch(epoch, progress, cancellation));

    /// <summary>As <see cref="Run"/>, on a thread of its own that computes an epoch each time one is asked for.</summary>
    /// <param name="progress">Told about once a second how far the epoch has come, on the retraining's thread.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    public IAsyncEnumerable<RetrainingEpoch> RunAsync(IProgress<RetrainingReport>? progress = null, CancellationToken cancellation = default) =>
        loop.RunAsync(token => Run(progress, token), cancellation);

    /// <summary>Frees the momentum buffers; the network is the caller's.</summary>
    public void Dispose() => step.Dispose();

    private RetrainingEpoch RunEpoch(int epoch, IProgress<RetrainingReport>? progress, CancellationToken cancellation)
    {
        // The generators are seeded anew for every epoch, so an epoch needs nothing of the ones before it but the checkpoint.
        using var seed = Seed.Use(Options.Seed, "retraining epoch", epoch);
        var watch = Stopwatch.StartNew();
        step.Optimizer.LearningRate = schedule.At(epoch - 1);
        var (loss, accuracy, topFive) = Train(epoch, progress, cancellation);
        var measured = test is not null && (epoch % Options.EpochsPerTest == 0 || epoch == Options.Epochs);
        var result = measured ? Evaluation.Of(network, test!, Options.BatchSize, cancellation) : null;
        var seconds = watch.Elapsed.TotalSeconds;
        return new RetrainingEpoch
        {
            Epoch = epoch,
            Epochs = Options.Epochs,
            LearningRate = step.Optimizer.LearningRate,
            DropPathProbability = dropPath.At(epoch - 1),
            TrainLoss = loss,
            TrainAccuracy = accuracy,
            TrainTopFive = topFive,
            Test = result,
            Seconds = seconds,
            PeakMemory = Process.GetCurrentProcess().PeakWorkingSet64,
            RemainingSeconds = (Options.Epochs - epoch) * loop.History.Select(past => past.Seconds).Append(seconds).Average(),
        };
    }

    private (double loss, double accuracy, double topFive) Train(int epoch, IProgress<RetrainingReport>? progress, CancellationToken cancellation)
    {
        using var meter = new EpochMeter(network.Device);
        var watch = Stopwatch.StartNew();
        var reported = TimeSpan.Zero;
        var number = 0;
        foreach (var batch in train.Pass(new BatchRequest(Options.BatchSize, Options.Seed, "retraining", network.Device, network.Options.Type), epoch - 1))
        {
            cancellation.ThrowIfCancellationRequested();
            number++;
            using (batch)
            using (NewDisposeScope())
            {
                // The last batch of a pass may hold one image, which batch norm cannot normalise in training.
                if (batch.Count < 2)
                    continue;
                var (loss, correct, ofFive) = step.Run(batch, dropPath.At(epoch - 1));
                meter.Add(loss, correct, batch.Count, ofFive);
            }

            if (meter.FirstBadStep is { } bad)
                throw Diverged(epoch, bad);
            if (progress is not null && (watch.Elapsed - reported > TimeSpan.FromSeconds(1) || number == StepsPerEpoch))
            {
                reported = watch.Elapsed;
                progress.Report(new RetrainingReport(epoch, number, StepsPerEpoch, meter.Loss, meter.Accuracy, watch.Elapsed.TotalSeconds / number));
            }
        }

        return meter.Finish() is { } last ? throw Diverged(epoch, last) : (meter.Loss, meter.Accuracy, meter.TopFive);
    }

    private RetrainingDivergedException Diverged(int epoch, int bad) => new(
        $"The training loss is not finite in epoch {epoch}, step {bad} of {StepsPerEpoch}: the retraining stopped. {loop.LastCheckpoint} " +
        $"A smaller learning rate (now {step.Optimizer.LearningRate}) usually helps.")
    {
        Epoch = epoch,
        Step = bad,
    };
}
