namespace Darts.Training;

/// <summary>Mean and standard deviation of a few values, as papers give them for runs with several seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation with n - 1 in the divisor; 0 for one value.</param>
public readonly record struct Spread(double Mean, double Deviation)
{
    /// <summary>Mean and standard deviation of the values.</summary>
    /// <param name="values">At least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Spread Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("0 values: a mean needs at least 1.", nameof(values));
        var mean = values.Average();
        return new(mean, values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"{Mean:0.00} ± {Deviation:0.00}");
}
