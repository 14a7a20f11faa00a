using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Runtime;

/// <summary>
/// Lets libtorch fill the memory of every new CPU tensor with zeros, which it otherwise leaves as it was. Its float32 convolutions larger than 1x1 pad
/// channels to whole vectors, and their gradient for the input multiplies what happens to lie in the padding by zero: nothing, unless that is infinite or
/// no number, and then the gradient is not finite. (oneDNN 3.7.1, which libtorch 2.10 uses. Depthwise and 1x1 convolutions and the kernels of this
/// kit have no part in it.) Steps of a search and of a retraining hold zeroed memory where their network needs it; a training loop of one's own does so with
/// <c>using var memory = ZeroedMemory.HoldFor(network)</c>, before the forward pass and until after the backward pass.
/// </summary>
/// <remarks>The option is one of the whole process: whatever runs at the same time pays for the zeros too, and is otherwise not affected.</remarks>
public sealed class ZeroedMemory : IDisposable
{
    // Channels of a group fill whole vectors of 16 numbers or of 8, whichever oneDNN takes.
    private const int Vector = 16;
    private static readonly Lock Gate = new();
    private static readonly nint Option = Find();
    private static int holders;
    private bool disposed;

    private ZeroedMemory()
    {
        lock (Gate)
            Set(++holders > 0);
    }

    /// <summary>Whether this libtorch has the option.</summary>
    public static bool IsSupported => Option != 0;

    /// <summary>Whether new memory is zeroed at this moment.</summary>
    public static unsafe bool IsHeld => IsSupported && Volatile.Read(ref *(bool*)Option);

    /// <summary>Zeroes new memory until the result is disposed of, where a network needs it.</summary>
    /// <param name="network">The network. Its first convolution reads images, for which no gradient is asked, and does not count.</param>
    /// <returns>What ends it; null where the network does not need it or libtorch has no such option.</returns>
    public static ZeroedMemory? HoldFor(Module network) => HoldIf(IsNeededBy(network));

    /// <summary>The same where the answer is known: to look for it takes longer than a small step.</summary>
    /// <param name="needed">What <see cref="IsNeededBy(Module)"/> said.</param>
    internal static ZeroedMemory? HoldIf(bool needed) => needed && IsSupported ? new ZeroedMemory() : null;

    /// <summary>Whether a network's gradients would read memory that nobody wrote.</summary>
    /// <param name="network">The network. Its first convolution reads images, for which no gradient is asked, and does not count.</param>
    public static bool IsNeededBy(Module network) => IsNeededBy(network, []);

    /// <summary>The same where kernels compute some of its modules.</summary>
    internal static bool IsNeededBy(Module network, IEnumerable<Module> onKernels)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.modules().OfType<Conv2d>().Distinct().Skip(1).Except(onKernels.SelectMany(module => module.modules()).OfType<Conv2d>()).Any(PadsChannels);
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (disposed)
                return;
            disposed = true;
            Set(--holders > 0);
        }
    }

    private static bool PadsChannels(Conv2d convolution)
    {
        var weight = convolution.weight!;
        var shape = weight.shape;
        var outputs = shape[0] / convolution.groups;
        return weight.device_type == TorchSharp.DeviceType.CPU && weight.dtype == ScalarType.Float32
            && shape[2] * shape[3] > 1 && shape[1] > 1 && (shape[1] % Vector != 0 || outputs % Vector != 0);
    }

    private static unsafe void Set(bool on) => *(bool*)Option = on;

    private static nint Find()
    {
        const string name = "FLAGS_caffe2_cpu_allocator_do_zero_fill";
        return NativeLibraries.TryFind("c10", out var library)
            && (NativeLibrary.TryGetExport(library, name, out var option) || NativeLibrary.TryGetExport(library, $"?{name}@@3_NA", out option)) ? option : 0;
    }
}
