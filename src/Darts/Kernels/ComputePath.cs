namespace Darts.Kernels;

/// <summary>How a search network computes. Both ways give the same numbers but for rounding, and share weights and checkpoints.</summary>
public enum ComputePath
{
    /// <summary>One module an operation, on any device: what the notebooks explain.</summary>
    Reference,

    /// <summary>The kernels of this folder, on processors with vectors.</summary>
    Fast,
}
