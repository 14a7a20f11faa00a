using System.Runtime.InteropServices;
using Darts.Kernels;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Tests.Runtime;

/// <summary>
/// While it lives, libtorch and the kernels fill every new CPU tensor with a pattern that is no number in float32. What a test reads of memory that nobody wrote
/// then no longer hangs on what the allocator hands out.
/// </summary>
internal sealed class JunkMemory : IDisposable
{
    public JunkMemory()
    {
        Fill(true);
        Assert.True(empty(100, device: CPU).isnan().all().item<bool>(), "the filling works");
        using var map = MapMemory.Shared().Take<float>(100);
        Assert.True(map.isnan().all().item<bool>(), "the filling of maps works");
    }

    public void Dispose() => Fill(false);

    private static unsafe void Fill(bool on)
    {
        MapMemory.Filling = on ? byte.MaxValue : null;
        Assert.True(NativeLibraries.TryFind("c10", out var library));
        *(bool*)NativeLibrary.GetExport(library, "FLAGS_caffe2_cpu_allocator_do_junk_fill") = on;
    }
}
