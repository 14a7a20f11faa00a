namespace Darts.Tests.Kernels;

/// <summary>Memory beside the collector's that an object frees when it is collected.</summary>
internal static class FinalizedMemory
{
    private const int Times = 40;
    private const long Megabytes = 64;

    /// <summary>Fails where objects that nobody has any more keep memory: of 40 times 64 MB at most a quarter may still be there.</summary>
    /// <param name="use">Makes an object, has it write as many megabytes as it is told, and leaves it.</param>
    public static void GoesBack(Action<long> use)
    {
        var before = Environment.WorkingSet;
        for (var i = 0; i < Times; i++)
        {
            use(Megabytes);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, Times / 4 * Megabytes << 20);
    }
}
