namespace Darts.Training;

/// <summary>When a training stops to profit from its large learning rate (Merity et al., 2018).</summary>
internal static class NonMonotoneRule
{
    /// <summary>Whether a validation loss exceeds the least one of all but the last <paramref name="patience"/> epochs before it.</summary>
    /// <param name="past">Validation losses of the epochs before, in order.</param>
    /// <param name="now">That of the last epoch.</param>
    /// <param name="patience">How many of the last epochs do not count.</param>
    public static bool IsMet(IReadOnlyList<double> past, double now, int patience) =>
        past.Count > patience && now > past.Take(past.Count - patience).Min();
}
