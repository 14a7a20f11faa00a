namespace Darts.Kernels;

/// <summary>
/// What the fast path has to know of an operation to compute it with kernels. An operation that declares none is computed by its module, beside
/// the kernels of the other operations of its cell.
/// </summary>
public abstract record OperationKernel;
