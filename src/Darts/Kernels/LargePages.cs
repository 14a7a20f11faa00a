using System.Runtime.InteropServices;

namespace Darts.Kernels;

/// <summary>
/// Memory in pages of 2 MB where the system has them. A pass walks through hundreds of megabytes: in pages of 4 KB the processor looks up the address of a page
/// for every 64 vectors, in two tables where the system is a guest.
/// </summary>
internal static unsafe class LargePages
{
    private const nuint CacheLine = 64;
    private const nuint Page = 2 << 20;
    private const int Advice = 14; // MADV_HUGEPAGE

    /// <summary>The size that memory really takes: whole pages from one page on.</summary>
    /// <param name="bytes">The size that is asked for.</param>
    public static long SizeOf(long bytes) => bytes < (long)Page ? bytes : (bytes + (long)Page - 1) / (long)Page * (long)Page;

    /// <summary>Allocates memory, its contents undefined, aligned to a cache line at least.</summary>
    /// <param name="bytes">Its size.</param>
    public static nint Allocate(long bytes)
    {
        var size = (nuint)bytes;
        if (size < Page)
            return (nint)NativeMemory.AlignedAlloc(size, CacheLine);
        size = (nuint)SizeOf(bytes);
        var address = (nint)NativeMemory.AlignedAlloc(size, Page);
        // Advice, and no more: a system without such pages says no, and the memory is the same.
        if (OperatingSystem.IsLinux())
            _ = Advise(address, size, Advice);
        return address;
    }

    /// <summary>Frees memory.</summary>
    /// <param name="address">What <see cref="Allocate"/> gave.</param>
    public static void Free(nint address) => NativeMemory.AlignedFree((void*)address);

    [DllImport("libc.so.6", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nint address, nuint length, int advice);
}
