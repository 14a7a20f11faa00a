using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>Where the kernels run.</summary>
internal static class FastPath
{
    /// <summary>Whether they run on a device: a CPU with vectors.</summary>
    /// <param name="device">The device.</param>
    public static bool RunsOn(Device device) => device.type == DeviceType.CPU && KernelEngine.VectorBytes > 0;

    /// <summary>The path, if it can be taken.</summary>
    /// <param name="path">The path asked for.</param>
    /// <param name="device">Where the network lives.</param>
    /// <exception cref="ArgumentException">The fast path is asked for where it does not run.</exception>
    public static ComputePath Checked(ComputePath path, Device device) => path == ComputePath.Reference || RunsOn(device)
        ? path
        : throw new ArgumentException($"Path = {path}: the kernels run on a CPU with vectors, not on {device} with vectors of {KernelEngine.VectorBytes} bytes; use {ComputePath.Reference}.", nameof(path));
}
