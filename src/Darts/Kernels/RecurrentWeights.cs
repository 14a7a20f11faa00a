using System.Numerics;

namespace Darts.Kernels;

/// <summary>Weight matrices [n, 2n] as panels, zeros where units are padded.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal static unsafe class RecurrentWeights<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>For products from the left, x W: one panel a vector of units, [vectors, n, 2 lanes].</summary>
    public static void Pack(T* source, int units, T* panels, int first, int end)
    {
        for (var v = first; v < end; v++)
        {
            var panel = panels + ((nint)v * units * 2 * V.Count);
            for (var k = 0; k < units; k++)
            {
                for (var half = 0; half < 2; half++)
                {
                    for (var lane = 0; lane < V.Count; lane++)
                    {
                        var unit = (v * V.Count) + lane;
                        *panel++ = unit < units ? source[((nint)k * 2 * units) + (half * units) + unit] : T.Zero;
                    }
                }
            }
        }
    }

    /// <summary>For products back, dy W^T with dy in panels: one panel a pair of vectors of units, [pairs, vectors, 2 lanes, 2 lanes].</summary>
    public static void PackTransposed(T* source, int units, int vectors, T* panels, int first, int end)
    {
        for (var pair = first / 2; pair < end / 2; pair++)
        {
            var panel = panels + ((nint)pair * vectors * 4 * V.Count * V.Count);
            for (var v = 0; v < vectors; v++)
            {
                for (var half = 0; half < 2; half++)
                {
                    for (var lane = 0; lane < V.Count; lane++)
                    {
                        var column = (v * V.Count) + lane;
                        for (var i = 0; i < 2 * V.Count; i++)
                        {
                            var unit = (pair * 2 * V.Count) + i;
                            *panel++ = unit < units && column < units ? source[((nint)unit * 2 * units) + (half * units) + column] : T.Zero;
                        }
                    }
                }
            }
        }
    }

    /// <summary>Panels [vectors, rows, 2 lanes], rows at least n, back to a matrix [n, 2n].</summary>
    public static void Unpack(T* panels, int rows, int units, T* target, int first, int end)
    {
        for (var v = first; v < end; v++)
        {
            var panel = panels + ((nint)v * rows * 2 * V.Count);
            for (var k = 0; k < units; k++, panel += 2 * V.Count)
            {
                for (var lane = 0; lane < V.Count && (v * V.Count) + lane < units; lane++)
                {
                    var unit = (v * V.Count) + lane;
                    target[((nint)k * 2 * units) + unit] = panel[lane];
                    target[((nint)k * 2 * units) + units + unit] = panel[V.Count + lane];
                }
            }
        }
    }
}
