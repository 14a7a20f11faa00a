namespace Darts.Kernels;

/// <summary>A chain of [relu, convolutions, batch norm].</summary>
/// <param name="Stages">Its links, in order.</param>
public sealed record ConvolutionKernel(params IReadOnlyList<ConvolutionStage> Stages) : OperationKernel;
