using System.Numerics;

namespace Darts.Kernels;

/// <summary>One output y that a node sums, w * (y - mean) / deviation, and in the backward pass the sums of its gradient.</summary>
/// <param name="Candidate">The operation that made it.</param>
/// <param name="Y">First pixel of the first block.</param>
/// <param name="PixelStep">Numbers from one pixel to the next.</param>
/// <param name="Plane">Numbers from one channel to the next.</param>
/// <param name="Block">Numbers from one block to the next.</param>
/// <param name="Norm">Its statistics.</param>
internal sealed record OutputRun(CandidatePlan Candidate, nint Y, nint PixelStep, nint Plane, nint Block, NormRun Norm)
{
    /// <summary>Sum of g * (y - mean), one part a block and channel.</summary>
    public double[] Dots { get; set; } = [];

    public unsafe T* At<T>(int block, int channel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (T*)Y + block * Block + channel * Plane;

    /// <summary>Sum of g * (y - mean) of a channel.</summary>
    public double Dot(int channel, int channels)
    {
        var sum = 0.0;
        for (var i = channel; i < Dots.Length; i += channels)
            sum += Dots[i];
        return sum;
    }

    /// <summary>The gradient for w: the sum of g * (y - mean) / deviation.</summary>
    public double WeightGradient(int channels) => Enumerable.Range(0, channels).Sum(c => Dot(c, channels) * Norm.Inverse[c]);

    /// <summary>The factors of every channel that turn g into the gradient for y.</summary>
    public NormFactors[] Factors(double weight, double[] sums) =>
        [.. sums.Select((sum, c) => NormFactors.Of(weight, Norm.Mean[c], Norm.Inverse[c], sum, Dot(c, sums.Length), Norm.Count))];
}
