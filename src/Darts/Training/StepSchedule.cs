using Darts.Runtime;

namespace Darts.Training;

/// <summary>
/// Step-wise decay of a learning rate, set at the start of each epoch e = 0, 1, ...: lr(e) = initial * factor^floor(e / period). The authors train
/// ImageNet with 0.1 * 0.97^e.
/// </summary>
/// <param name="Initial">Learning rate of epoch 0.</param>
/// <param name="Factor">What it is multiplied with.</param>
/// <param name="Period">Epochs from one decay to the next.</param>
public sealed record StepSchedule(double Initial, double Factor, int Period = 1) : LearningRateSchedule
{
    /// <summary>Epochs from one decay to the next, at least 1.</summary>
    public int Period { get; } = Option.AtLeast(Period, 1, "the learning rate decays after 1 epoch or more.");

    /// <inheritdoc />
    public override double At(int epoch) => Initial * Math.Pow(Factor, epoch / Period);
}
