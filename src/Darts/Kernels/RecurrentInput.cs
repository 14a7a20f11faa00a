using System.Numerics;

namespace Darts.Kernels;

/// <summary>The input's part of the initial products, [T, B, 2n], to panels and back.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal static unsafe class RecurrentInput<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Fills the initial products of some vectors of units.</summary>
    public static void Pack(RecurrentMemory<T, V> memory, T* source, int first, int end)
    {
        var units = memory.Plan.Units;
        for (var t = 0; t < memory.Plan.Length; t++)
        {
            for (var v = first; v < end; v++)
            {
                var target = memory.InitialProduct(t, v);
                for (var row = 0; row < memory.Batch; row++, target += memory.Panel)
                {
                    var from = source + ((((nint)t * memory.Batch) + row) * 2 * units);
                    for (var lane = 0; lane < V.Count; lane++)
                    {
                        var unit = (v * V.Count) + lane;
                        target[lane] = unit < units ? from[unit] : T.Zero;
                        target[V.Count + lane] = unit < units ? from[units + unit] : T.Zero;
                    }
                }
            }
        }
    }

    /// <summary>Reads the initial products of some vectors of units.</summary>
    public static void Unpack(RecurrentMemory<T, V> memory, T* target, int first, int end)
    {
        var units = memory.Plan.Units;
        for (var t = 0; t < memory.Plan.Length; t++)
        {
            for (var v = first; v < end; v++)
            {
                var source = memory.InitialProduct(t, v);
                for (var row = 0; row < memory.Batch; row++, source += memory.Panel)
                {
                    var to = target + ((((nint)t * memory.Batch) + row) * 2 * units);
                    for (var lane = 0; lane < V.Count && (v * V.Count) + lane < units; lane++)
                    {
                        var unit = (v * V.Count) + lane;
                        (to[unit], to[units + unit]) = (source[lane], source[V.Count + lane]);
                    }
                }
            }
        }
    }
}
