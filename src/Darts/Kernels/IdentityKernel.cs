namespace Darts.Kernels;

/// <summary>o(x) = x.</summary>
public sealed record IdentityKernel : OperationKernel;
