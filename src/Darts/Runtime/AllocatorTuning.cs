using System.Runtime.InteropServices;

namespace Darts.Runtime;

/// <summary>
/// Tells glibc's allocator to keep large freed blocks. By default every activation map of a search step is fetched from the kernel
/// page by page and given back at once, which makes a step up to 1.9 times slower. Other systems are left as they are.
/// </summary>
internal static class AllocatorTuning
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int MapThreshold = -3;  // M_MMAP_THRESHOLD

    public static void KeepLargeBlocks()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc) || !NativeLibrary.TryGetExport(libc, "mallopt", out _))
            return;
        // Older glibc refuses thresholds above 32 MiB and then keeps what it had.
        if (SetOption(MapThreshold, 1 << 30) == 0)
            _ = SetOption(MapThreshold, 32 << 20);
        _ = SetOption(TrimThreshold, int.MaxValue);
    }

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}
