using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// One output y that a node sums, w * mask * (scale * (y - mean) / deviation + shift), and in the backward pass the sums of its gradient.
/// </summary>
/// <param name="Candidate">The operation that made it.</param>
/// <param name="Y">First pixel of the first block.</param>
/// <param name="PixelStep">Numbers from one pixel to the next.</param>
/// <param name="Plane">Numbers from one channel to the next.</param>
/// <param name="Block">Numbers from one block to the next.</param>
/// <param name="Norm">Its statistics.</param>
/// <param name="Mask">First of the factors of the samples, or 0 where there are none.</param>
internal sealed record OutputRun(CandidatePlan Candidate, nint Y, nint PixelStep, nint Plane, nint Block, NormRun Norm, nint Mask)
{
    /// <summary>Sum of g * mask * (y - mean), one part a block and channel.</summary>
    public double[] Dots { get; set; } = [];

    /// <summary>Sum of g * mask, one part a block and channel; of g alone, which all terms share, where there are no masks.</summary>
    public double[] Parts { get; set; } = [];

    /// <summary>The factors of a block's samples.</summary>
    public unsafe V MaskOf<T, V>(int block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where V : unmanaged, ILanes<V, T> => Mask == 0 ? V.Broadcast(T.One) : V.Load((T*)Mask + block * V.Count);

    public unsafe T* At<T>(int block, int channel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (T*)Y + block * Block + channel * Plane;

    /// <summary>Sum of g * mask * (y - mean) of a channel.</summary>
    public double Dot(int channel) => Total(Dots, channel);

    /// <summary>Sum of g * mask of a channel.</summary>
    public double Sum(int channel) => Total(Parts, channel);

    /// <summary>The gradient for w: the sum of g times the normalised output.</summary>
    public double WeightGradient()
    {
        var gradient = 0.0;
        for (var c = 0; c < Norm.Mean.Length; c++)
            gradient += Dot(c) * Norm.Factor(c) + Sum(c) * Norm.Shift[c];
        return gradient;
    }

    /// <summary>The factors of every channel that turn g into the gradient for y.</summary>
    public NormFactors[] Factors(double weight)
    {
        var factors = new NormFactors[Norm.Mean.Length];
        for (var c = 0; c < factors.Length; c++)
            factors[c] = NormFactors.Of(weight * Norm.Scale[c], Norm.Mean[c], Norm.Inverse[c], Sum(c), Dot(c), Norm.Count);
        return factors;
    }

    private double Total(double[] parts, int channel)
    {
        var sum = 0.0;
        for (var i = channel; i < parts.Length; i += Norm.Mean.Length)
            sum += parts[i];
        return sum;
    }
}
