using Darts.Runtime;

namespace Darts.Training;

/// <summary>
/// The probability of drop path grows linearly, p(e) = p e / epochs for e = 0, 1, ...: nothing is dropped in the first epoch and p itself is never
/// quite reached, as in the authors' code.
/// </summary>
/// <param name="Probability">p, 0 or more and less than 1.</param>
/// <param name="Epochs">Number of epochs.</param>
public sealed record DropPathSchedule(double Probability, int Epochs)
{
    /// <summary>p.</summary>
    public double Probability { get; } = Option.Within(Probability, 0, 0.999999, "a path is dropped with a probability of 0 or more and less than 1.");

    /// <summary>The probability in an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public double At(int epoch) => Probability * epoch / Epochs;
}
