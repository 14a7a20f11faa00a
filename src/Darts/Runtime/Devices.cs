using static TorchSharp.torch;

namespace Darts.Runtime;

/// <summary>Where tensors live.</summary>
public static class Devices
{
    /// <summary>The first CUDA device where libtorch has one, else the CPU.</summary>
    public static Device Best
    {
        get
        {
            NativeLibraries.Load();
            return cuda.is_available() ? CUDA : CPU;
        }
    }
}
