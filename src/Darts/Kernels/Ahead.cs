using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Darts.Kernels;

/// <summary>
/// Fetches what a kernel needs next. Kernels walk over some rows of a channel, then over the same rows of the next, which is too irregular for the
/// processor to see through: it begins anew at every channel. So every pixel asks for the one that stands a tile further on.
/// </summary>
internal static unsafe class Ahead
{
    /// <summary>How far ahead, in pixels: a tile.</summary>
    public const int Pixels = 64;

    /// <summary>
    /// Fetches the line of an address into the cache. Any address may be given; nothing is done where the processor has no such instruction.
    /// </summary>
    /// <param name="address">The address.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }
}
