using System.Runtime.InteropServices;

namespace Darts.Kernels;

/// <summary>Memory for what a kernel needs only while it runs: taken piece by piece, given back all at once, and kept for the next time.</summary>
internal sealed unsafe class Scratch
{
    private const nuint Alignment = 64;
    private const long Smallest = 1 << 20;

    private readonly List<(nint address, long size)> blocks = [];
    private int block;
    private long used;

    /// <summary>Bytes that are held.</summary>
    public long Held => blocks.Sum(pair => pair.size);

    /// <summary>Takes a piece, its contents undefined, aligned to 64 bytes.</summary>
    /// <typeparam name="T">The type of its numbers.</typeparam>
    /// <param name="count">Number of numbers.</param>
    public T* Take<T>(long count)
        where T : unmanaged
    {
        // One vector more, so that neighbours do not share a cache line.
        var size = (count * sizeof(T) + 2 * (long)Alignment - 1) / (long)Alignment * (long)Alignment;
        while (block < blocks.Count && used + size > blocks[block].size)
            (block, used) = (block + 1, 0);
        if (block == blocks.Count)
        {
            var length = Math.Max(size, Smallest);
            blocks.Add(((nint)NativeMemory.AlignedAlloc((nuint)length, Alignment), length));
        }

        used += size;
        return (T*)(blocks[block].address + (nint)(used - size));
    }

    /// <summary>Takes a piece of zeros.</summary>
    /// <typeparam name="T">The type of its numbers.</typeparam>
    /// <param name="count">Number of numbers.</param>
    public T* TakeZeros<T>(long count)
        where T : unmanaged
    {
        var piece = Take<T>(count);
        NativeMemory.Clear(piece, (nuint)(count * sizeof(T)));
        return piece;
    }

    /// <summary>A point to go back to.</summary>
    public (int block, long used) Mark => (block, used);

    /// <summary>Gives back what was taken since a point.</summary>
    /// <param name="mark">The point.</param>
    public void Release((int block, long used) mark) => (block, used) = mark;

    /// <summary>Gives all pieces back.</summary>
    public void Reset()
    {
        // What was taken in several blocks fits into one the next time.
        if (blocks.Count > 1)
        {
            var all = Held;
            foreach (var (address, _) in blocks)
                NativeMemory.AlignedFree((void*)address);
            blocks.Clear();
            blocks.Add(((nint)NativeMemory.AlignedAlloc((nuint)all, Alignment), all));
        }

        (block, used) = (0, 0);
    }
}
