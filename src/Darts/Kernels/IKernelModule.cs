namespace Darts.Kernels;

/// <summary>A module that knows which kernel computes it.</summary>
public interface IKernelModule
{
    /// <summary>The kernel, holding the module's own parameters and running statistics.</summary>
    OperationKernel Kernel { get; }
}
