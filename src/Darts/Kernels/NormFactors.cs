namespace Darts.Kernels;

/// <summary>
/// The factors that turn an upstream gradient g of w * (y - mean) / deviation into the gradient for y,
/// GradientFactor * g + OutputFactor * y + Constant.
/// </summary>
internal readonly record struct NormFactors(double GradientFactor, double OutputFactor, double Constant)
{
    /// <summary>
    /// With batch statistics, which depend on y: w/deviation * (g - sum(g)/n - (y - mean)/deviation^2 * sum(g (y - mean))/n).
    /// With running statistics: w/deviation * g.
    /// </summary>
    /// <param name="weight">w.</param>
    /// <param name="mean">The channel's mean.</param>
    /// <param name="inverse">1 / deviation.</param>
    /// <param name="sum">Sum of g.</param>
    /// <param name="dot">Sum of g * (y - mean).</param>
    /// <param name="count">n, or null for running statistics.</param>
    public static NormFactors Of(double weight, double mean, double inverse, double sum, double dot, double? count)
    {
        var factor = weight * inverse;
        if (count is not { } n)
            return new NormFactors(factor, 0, 0);
        var slope = factor * inverse * inverse * dot / n;
        return new NormFactors(factor, -slope, slope * mean - factor * sum / n);
    }
}
