namespace Darts.Kernels;

/// <summary>A square pool whose padding never wins a maximum and is not counted in a mean.</summary>
/// <param name="Maximum">Take the largest pixel, not the mean.</param>
/// <param name="Side">Side of a window.</param>
/// <param name="Stride">Pixels from one window to the next.</param>
/// <param name="Padding">Pixels that the first window reaches beyond the map, less than <paramref name="Side"/>.</param>
public sealed record PoolKernel(bool Maximum, int Side, int Stride, int Padding) : OperationKernel
{
    internal PoolWindow Window => new(Maximum, Side, Stride, Padding);
}
