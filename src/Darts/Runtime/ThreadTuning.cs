using System.Runtime.InteropServices;

namespace Darts.Runtime;

/// <summary>
/// Tells the OpenMP library inside libtorch to give up the processor soon after a thread has nothing to do. By default a thread that waits for
/// another spins for about a millisecond; on a machine that does anything else besides, thousands of short operations a step then take
/// seconds. Must be set before libtorch is loaded. Whoever sets OMP_WAIT_POLICY or GOMP_SPINCOUNT keeps that choice.
/// </summary>
internal static class ThreadTuning
{
    /// <summary>Turns of the waiting loop, some microseconds: longer than the gap between two operations, shorter than a time slice.</summary>
    private const string Turns = "2000";

    public static void WaitBriefly()
    {
        // The process's own block of variables is what the native library reads; .NET's is a copy.
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            _ = SetVariable("GOMP_SPINCOUNT", Turns, overwrite: 0);
    }

    [DllImport("libc", EntryPoint = "setenv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
