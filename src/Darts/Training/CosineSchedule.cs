using Darts.Runtime;

namespace Darts.Training;

/// <summary>
/// Cosine annealing of a learning rate, set at the start of each epoch e = 0, 1, ...:
/// lr(e) = minimum + (initial - minimum) (1 + cos(pi e / T)) / 2.
/// </summary>
/// <param name="Initial">Learning rate of epoch 0.</param>
/// <param name="Minimum">Learning rate that is approached and, since the last epoch is T - 1, never quite reached.</param>
/// <param name="Epochs">T.</param>
public sealed record CosineSchedule(double Initial, double Minimum, int Epochs) : LearningRateSchedule
{
    /// <summary>T, at least 1.</summary>
    public int Epochs { get; } = Option.AtLeast(Epochs, 1, "a schedule has at least 1 epoch.");

    /// <inheritdoc />
    public override double At(int epoch) => Minimum + (Initial - Minimum) * (1 + Math.Cos(Math.PI * epoch / Epochs)) / 2;
}
