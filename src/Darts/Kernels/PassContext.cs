using System.Numerics;

namespace Darts.Kernels;

/// <summary>What all kernels of a pass, and of all passes of its size, share: the batch, the threads, and memory for the time of the pass.</summary>
/// <param name="Batch">Number of samples N.</param>
/// <param name="Team">The threads.</param>
/// <param name="Scratch">Memory that is given back when the pass ends.</param>
/// <param name="Memory">Memory for what outlives it.</param>
internal sealed unsafe record PassContext<T, V>(int Batch, ThreadTeam Team, Scratch Scratch, MapMemory Memory)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Blocks of samples, the last one perhaps not full.</summary>
    public int Blocks { get; } = (Batch + V.Count - 1) / V.Count;

    /// <summary>Numbers from one pixel to the next in a state tensor [C, H, W, padded N].</summary>
    public nint PixelStep => (nint)Blocks * V.Count;

    /// <summary>Samples of a block.</summary>
    /// <param name="block">The block.</param>
    public int Samples(int block) => Math.Min(V.Count, Batch - block * V.Count);

    /// <summary>A value in the lanes of a block that hold a sample, zero in the others.</summary>
    /// <param name="block">The block.</param>
    /// <param name="value">The value.</param>
    public V Masked(int block, double value)
    {
        var samples = Samples(block);
        if (samples == V.Count)
            return V.Broadcast(T.CreateTruncating(value));
        var lanes = stackalloc T[V.Count];
        for (var i = 0; i < V.Count; i++)
            lanes[i] = i < samples ? T.CreateTruncating(value) : T.Zero;
        return V.Load(lanes);
    }
}
