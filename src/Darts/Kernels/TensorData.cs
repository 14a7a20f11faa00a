using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>Where the numbers of a tensor lie. TorchSharp's own way there, <c>data&lt;T&gt;()</c>, costs 6 microseconds; a cell asks hundreds of times.</summary>
internal static unsafe class TensorData
{
    /// <summary>The first number. The pointer holds as long as the tensor lives and its storage is not replaced.</summary>
    /// <typeparam name="T">The tensor's type.</typeparam>
    /// <param name="tensor">A contiguous tensor on the CPU.</param>
    /// <exception cref="ArgumentException">It is not contiguous.</exception>
    public static T* Pointer<T>(Tensor tensor)
        where T : unmanaged
    {
        var handle = tensor.Handle;
        if (IsContiguous(handle) == 0)
            throw new ArgumentException($"A tensor of [{string.Join(", ", tensor.shape)}] with strides [{string.Join(", ", tensor.stride())}]: kernels read contiguous tensors; call contiguous() first.", nameof(tensor));
        var address = (T*)Address(handle);
        GC.KeepAlive(tensor);
        return address;
    }

    [SuppressGCTransition] // a look into the tensor, a few nanoseconds
    [DllImport("LibTorchSharp", EntryPoint = "THSTensor_is_contiguous")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern byte IsContiguous(nint tensor);

    [SuppressGCTransition]
    [DllImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint Address(nint tensor);
}
