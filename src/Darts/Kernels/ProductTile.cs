using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darts.Kernels;

/// <summary>Matrix products whose right factor comes in panels of two vectors' width: C[r, 0..2 lanes) += sum over k of A[r, k] B[k, 0..2 lanes).</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal static unsafe class ProductTile<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private const int TileRows = 8;

    /// <summary>Width of a panel.</summary>
    public static int Width => 2 * V.Count;

    /// <summary>A block of C, its columns one panel.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">A[0, 0].</param>
    /// <param name="aRow">From a row of A to the next.</param>
    /// <param name="aStep">From a column of A to the next.</param>
    /// <param name="b">The panel, [depth, 2 lanes].</param>
    /// <param name="c">C[0, 0].</param>
    /// <param name="cRow">From a row of C to the next.</param>
    /// <param name="adds">Whether the product is added to what C holds.</param>
    public static void Multiply(int rows, int depth, T* a, nint aRow, nint aStep, T* b, T* c, nint cRow, bool adds)
    {
        var row = 0;
        for (; row + TileRows <= rows; row += TileRows)
            Eight(depth, a + (row * aRow), aRow, aStep, b, c + (row * cRow), cRow, adds);
        for (; row < rows; row++)
            One(depth, a + (row * aRow), aStep, b, c + (row * cRow), adds);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(int depth, T* a, nint aRow, nint aStep, T* b, T* c, nint cRow, bool adds)
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        V c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        if (adds)
        {
            (c00, c01) = (V.Load(c), V.Load(c + V.Count));
            (c10, c11) = (V.Load(c + cRow), V.Load(c + cRow + V.Count));
            (c20, c21) = (V.Load(c + (2 * cRow)), V.Load(c + (2 * cRow) + V.Count));
            (c30, c31) = (V.Load(c + (3 * cRow)), V.Load(c + (3 * cRow) + V.Count));
            (c40, c41) = (V.Load(c + (4 * cRow)), V.Load(c + (4 * cRow) + V.Count));
            (c50, c51) = (V.Load(c + (5 * cRow)), V.Load(c + (5 * cRow) + V.Count));
            (c60, c61) = (V.Load(c + (6 * cRow)), V.Load(c + (6 * cRow) + V.Count));
            (c70, c71) = (V.Load(c + (7 * cRow)), V.Load(c + (7 * cRow) + V.Count));
        }

        T* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow, a6 = a5 + aRow, a7 = a6 + aRow;
        var at = (nint)0;
        for (var end = b + ((nint)depth * 2 * V.Count); b < end; b += 2 * V.Count, at += aStep)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count);
            var x = V.Broadcast(a[at]);
            (c00, c01) = (V.MultiplyAdd(x, b0, c00), V.MultiplyAdd(x, b1, c01));
            x = V.Broadcast(a1[at]);
            (c10, c11) = (V.MultiplyAdd(x, b0, c10), V.MultiplyAdd(x, b1, c11));
            x = V.Broadcast(a2[at]);
            (c20, c21) = (V.MultiplyAdd(x, b0, c20), V.MultiplyAdd(x, b1, c21));
            x = V.Broadcast(a3[at]);
            (c30, c31) = (V.MultiplyAdd(x, b0, c30), V.MultiplyAdd(x, b1, c31));
            x = V.Broadcast(a4[at]);
            (c40, c41) = (V.MultiplyAdd(x, b0, c40), V.MultiplyAdd(x, b1, c41));
            x = V.Broadcast(a5[at]);
            (c50, c51) = (V.MultiplyAdd(x, b0, c50), V.MultiplyAdd(x, b1, c51));
            x = V.Broadcast(a6[at]);
            (c60, c61) = (V.MultiplyAdd(x, b0, c60), V.MultiplyAdd(x, b1, c61));
            x = V.Broadcast(a7[at]);
            (c70, c71) = (V.MultiplyAdd(x, b0, c70), V.MultiplyAdd(x, b1, c71));
        }

        Store(c, c00, c01);
        Store(c + cRow, c10, c11);
        Store(c + (2 * cRow), c20, c21);
        Store(c + (3 * cRow), c30, c31);
        Store(c + (4 * cRow), c40, c41);
        Store(c + (5 * cRow), c50, c51);
        Store(c + (6 * cRow), c60, c61);
        Store(c + (7 * cRow), c70, c71);
    }

    private static void One(int depth, T* a, nint aStep, T* b, T* c, bool adds)
    {
        V c0 = default, c1 = default;
        if (adds)
            (c0, c1) = (V.Load(c), V.Load(c + V.Count));
        for (var k = 0; k < depth; k++, b += 2 * V.Count)
        {
            var x = V.Broadcast(a[k * aStep]);
            c0 = V.MultiplyAdd(x, V.Load(b), c0);
            c1 = V.MultiplyAdd(x, V.Load(b + V.Count), c1);
        }

        Store(c, c0, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* c, V first, V second)
    {
        first.Store(c);
        second.Store(c + V.Count);
    }
}
