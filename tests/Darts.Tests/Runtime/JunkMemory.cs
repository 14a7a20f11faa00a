using System.Runtime.InteropServices;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Tests.Runtime;

/// <summary>
/// While it lives, libtorch fills every new CPU tensor with a pattern that is no number in float32. What a test reads of memory that nobody wrote
/// then no longer hangs on what the allocator hands out.
/// </summary>
internal sealed class JunkMemory : IDisposable
{
    public JunkMemory()
    {
        Fill(true);
        Assert.True(empty(100, device: CPU).isnan().all().item<bool>(), "the filling works");
    }

    public void Dispose() => Fill(false);

    private static unsafe void Fill(bool on)
    {
        Assert.True(NativeLibraries.TryFind("c10", out var library));
        *(bool*)NativeLibrary.GetExport(library, "FLAGS_caffe2_cpu_allocator_do_junk_fill") = on;
    }
}
