using System.Runtime.InteropServices;

namespace Darts.Kernels;

/// <summary>
/// Memory for what a kernel needs only while it runs: taken piece by piece, given back all at once, and kept for the next time. Whoever uses it gives back
/// what was taken when the pass is done, and with that keeps it alive until then.
/// </summary>
internal sealed unsafe class Scratch
{
    private const long Alignment = 64;
    private const long Smallest = 1 << 20;

    private readonly List<(nint address, long size)> blocks = [];
    private readonly Dictionary<(MapLayout layout, int blocks, int bytes), Stack<nint>> free = [];
    private readonly Stack<(nint map, Stack<nint> home)> taken = [];
    private int block;
    private long used;

    /// <summary>Frees the memory with the engine that it belongs to.</summary>
    ~Scratch()
    {
        foreach (var address in blocks.Select(piece => piece.address).Concat(free.Values.SelectMany(maps => maps)).Concat(taken.Select(piece => piece.map)))
            LargePages.Free(address);
    }

    /// <summary>Takes a piece, its contents undefined, aligned to 64 bytes.</summary>
    /// <typeparam name="T">The type of its numbers.</typeparam>
    /// <param name="count">Number of numbers.</param>
    public T* Take<T>(long count)
        where T : unmanaged
    {
        // One vector more, so that neighbours do not share a cache line.
        var size = (count * sizeof(T) + 2 * Alignment - 1) / Alignment * Alignment;
        while (block < blocks.Count && used + size > blocks[block].size)
            (block, used) = (block + 1, 0);
        if (block == blocks.Count)
        {
            var length = Math.Max(size, Smallest);
            blocks.Add((LargePages.Allocate(length), length));
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

    /// <summary>
    /// Takes a map inside a border of zeros, its inside undefined. Such maps are kept apart: as long as nobody writes to a border it is cleared once
    /// and for all, not once a pass.
    /// </summary>
    /// <typeparam name="T">The type of its numbers.</typeparam>
    /// <param name="layout">Layout of the map.</param>
    /// <param name="count">Number of blocks of samples.</param>
    public T* TakeBordered<T>(in MapLayout layout, int count)
        where T : unmanaged
    {
        var key = (layout, count, sizeof(T));
        if (!free.TryGetValue(key, out var home))
            free[key] = home = [];
        if (!home.TryPop(out var map))
        {
            var size = layout.Size(count) * sizeof(T);
            map = LargePages.Allocate(size);
            NativeMemory.Clear((void*)map, (nuint)size);
        }

        taken.Push((map, home));
        return (T*)map;
    }

    /// <summary>A point to go back to.</summary>
    public (int block, long used, int taken) Mark => (block, used, taken.Count);

    /// <summary>Gives back what was taken since a point.</summary>
    /// <param name="mark">The point.</param>
    public void Release((int block, long used, int taken) mark)
    {
        (block, used) = (mark.block, mark.used);
        while (taken.Count > mark.taken)
        {
            var (map, home) = taken.Pop();
            home.Push(map);
        }
    }

    /// <summary>Gives all pieces back.</summary>
    public void Reset()
    {
        Release((0, 0, 0));
        // What was taken in several blocks fits into one the next time.
        if (blocks.Count > 1)
        {
            var all = blocks.Sum(pair => pair.size);
            foreach (var (address, _) in blocks)
                LargePages.Free(address);
            blocks.Clear();
            blocks.Add((LargePages.Allocate(all), all));
        }
    }
}
