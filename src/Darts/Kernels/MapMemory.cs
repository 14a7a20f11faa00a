using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// Memory for what a pass leaves behind: tensors that libtorch's graph may hold, and whose memory comes back here when nobody holds them any more. The next
/// pass of the same size finds the same pieces, in large pages.
/// </summary>
/// <remarks>
/// All engines share one, so that a network takes over what the one before it has left. What is kept is bounded by what was in use at once, and is freed when the collector finds that no engine is left.
/// </remarks>
internal sealed unsafe class MapMemory
{
    // A piece that is at most this much larger than what is asked for may be handed out.
    private const int Looseness = 2;

    private static readonly ConcurrentDictionary<nint, (MapMemory home, long size)> Lent = [];

    private static readonly Lock Sharing = new();
    private static readonly WeakReference<MapMemory?> Last = new(null);

    private readonly Lock gate = new();
    private readonly List<(nint address, long size)> free = []; // the one that came back last at the end
    private long lent;
    private long most;

    /// <summary>Frees what is not lent; what is lent keeps this alive until it comes back.</summary>
    ~MapMemory()
    {
        foreach (var piece in free)
            Free(piece);
    }

    /// <summary>The memory of all engines that are alive.</summary>
    public static MapMemory Shared()
    {
        lock (Sharing)
        {
            if (!Last.TryGetTarget(out var memory))
                Last.SetTarget(memory = new MapMemory());
            return memory;
        }
    }

    /// <summary>The byte that every tensor is filled with; null for none. Tests find with it who reads what nobody wrote.</summary>
    public static byte? Filling { get; set; }

    /// <summary>Bytes that are kept for the next time.</summary>
    public long Kept
    {
        get
        {
            lock (gate)
                return free.Sum(piece => piece.size);
        }
    }

    /// <summary>Makes a tensor, its contents undefined.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="shape">Its sides.</param>
    public Tensor Take<T>(params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var bytes = (long)sizeof(T);
        foreach (var side in shape)
            bytes *= side;
        var address = Take(Math.Max(bytes, 1));
        if (Filling is { } filling)
            NativeMemory.Fill((void*)address, (nuint)bytes, filling);
        fixed (long* sides = shape)
        {
            var type = (sbyte)(typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64);
            var handle = Create(address, &GiveBack, sides, shape.Length, type, type, (int)DeviceType.CPU, -1, false);
            if (handle != 0)
                return Tensor.UnsafeCreateTensor(handle);
            // The piece stays lent: whether libtorch has given it back already is not known.
            CheckForErrors();
            throw new InvalidOperationException($"libtorch made no tensor of [{string.Join(", ", shape.ToArray())}].");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void GiveBack(nint address) => Return(address);

    private static void Return(nint address)
    {
        if (!Lent.TryRemove(address, out var piece))
            return;
        lock (piece.home.gate)
        {
            piece.home.lent -= piece.size;
            piece.home.free.Add((address, piece.size));
        }
    }

    [DllImport("LibTorchSharp", EntryPoint = "THSTensor_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint Create(nint address, delegate* unmanaged[Cdecl]<nint, void> deleter, long* sides, int dimensions, sbyte type, sbyte wanted, int device, int index, [MarshalAs(UnmanagedType.U1)] bool learns);

    private static void Free((nint address, long size) piece)
    {
        LargePages.Free(piece.address);
        GC.RemoveMemoryPressure(piece.size);
    }

    private nint Take(long bytes)
    {
        bytes = LargePages.SizeOf(bytes);
        lock (gate)
        {
            var (best, size) = (-1, long.MaxValue);
            for (var i = free.Count - 1; i >= 0; i--)
            {
                if (free[i].size >= bytes && free[i].size < size)
                    (best, size) = (i, free[i].size);
            }

            nint address;
            if (best >= 0 && size <= Looseness * bytes)
            {
                address = free[best].address;
                free.RemoveAt(best);
            }
            else
            {
                size = bytes;
                Shrink(Math.Max(most, lent + bytes) - lent - bytes);
                address = LargePages.Allocate(size);
                GC.AddMemoryPressure(size);
            }

            lent += size;
            most = Math.Max(most, lent);
            Lent[address] = (this, size);
            return address;
        }
    }

    /// <summary>Frees pieces, those that came back first, until the rest has at most a size.</summary>
    private void Shrink(long limit)
    {
        for (var kept = free.Sum(piece => piece.size); kept > limit && free.Count > 0; free.RemoveAt(0))
        {
            kept -= free[0].size;
            Free(free[0]);
        }
    }
}
