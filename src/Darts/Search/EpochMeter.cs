using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// Sums losses and right answers on the device, weighted by the number of images or words, so that a loop does not wait for the device at every step. On the CPU,
/// where nothing is waited for, a loss that is not finite is noticed at once, elsewhere every 50 steps.
/// </summary>
internal sealed class EpochMeter : IDisposable
{
    private const int StepsBetweenChecks = 50;

    private readonly Tensor loss;
    private readonly Tensor correct;
    private readonly Tensor correctOfFive;
    private readonly Tensor firstBad;
    private readonly bool waitsForNothing;
    private long count;
    private int steps;

    public EpochMeter(Device device)
    {
        waitsForNothing = device.type == DeviceType.CPU;
        loss = zeros([], ScalarType.Float64, device).DetachFromDisposeScope();
        correct = zeros([], ScalarType.Int64, device).DetachFromDisposeScope();
        correctOfFive = zeros([], ScalarType.Int64, device).DetachFromDisposeScope();
        firstBad = zeros([], ScalarType.Int64, device).DetachFromDisposeScope();
    }

    /// <summary>The first step whose loss was not finite, from 1; null while none is known.</summary>
    public int? FirstBadStep => waitsForNothing || steps % StepsBetweenChecks == 0 ? Finish() : null;

    /// <summary>Mean loss, in nats.</summary>
    public double Loss => loss.item<double>() / count;

    /// <summary>Accuracy, in percent.</summary>
    public double Accuracy => 100.0 * correct.item<long>() / count;

    /// <summary>Top-5 accuracy, in percent, where it was counted.</summary>
    public double TopFive => 100.0 * correctOfFive.item<long>() / count;

    /// <summary>Adds a batch.</summary>
    /// <param name="batchLoss">Its mean loss.</param>
    /// <param name="batchCorrect">Right answers, where they are counted.</param>
    /// <param name="batchSize">Number of images or words.</param>
    /// <param name="batchCorrectOfFive">Answers of which one of the first five is right, where they are counted.</param>
    public void Add(Tensor batchLoss, Tensor? batchCorrect, int batchSize, Tensor? batchCorrectOfFive = null)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        steps++;
        count += batchSize;
        loss.add_(batchLoss.detach() * batchSize);
        if (batchCorrect is not null)
            correct.add_(batchCorrect);
        if (batchCorrectOfFive is not null)
            correctOfFive.add_(batchCorrectOfFive);
        firstBad.add_(firstBad.eq(0).logical_and(batchLoss.detach().isfinite().logical_not()).to(ScalarType.Int64) * steps);
    }

    /// <summary>The first step whose loss was not finite, from 1, or null: waits for the device.</summary>
    public int? Finish() => firstBad.item<long>() is > 0 and var bad ? (int)bad : null;

    public void Dispose()
    {
        loss.Dispose();
        correct.Dispose();
        correctOfFive.Dispose();
        firstBad.Dispose();
    }
}
