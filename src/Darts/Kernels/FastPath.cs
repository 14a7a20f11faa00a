using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>Where the kernels run.</summary>
internal static class FastPath
{
    /// <summary>Whether they run on a device: a CPU with vectors.</summary>
    /// <param name="device">The device.</param>
    public static bool RunsOn(Device device) => device.type == DeviceType.CPU && KernelEngine.VectorBytes > 0;

    /// <summary>Whether kernels can compute with tensors: all of one type, contiguous, on such a device.</summary>
    /// <param name="tensors">The tensors; kernels cannot compute with null.</param>
    public static bool Computes(IReadOnlyList<Tensor?> tensors) => KernelEngine.VectorBytes > 0 && tensors.Count > 0 && tensors[0] is { } first && first.dtype is ScalarType.Float32 or ScalarType.Float64 &&
        tensors.All(tensor => tensor is not null && tensor.dtype == first.dtype && tensor.device_type == DeviceType.CPU && tensor.is_contiguous());

    /// <summary>The path, if it can be taken.</summary>
    /// <param name="path">The path asked for.</param>
    /// <param name="device">Where the network lives.</param>
    /// <exception cref="ArgumentException">The fast path is asked for where it does not run.</exception>
    public static ComputePath Checked(ComputePath path, Device device) => path == ComputePath.Reference || RunsOn(device)
        ? path
        : throw new ArgumentException($"Path = {path}: the kernels run on a CPU with vectors, not on {device} with vectors of {KernelEngine.VectorBytes} bytes; use {ComputePath.Reference}.", nameof(path));
}
