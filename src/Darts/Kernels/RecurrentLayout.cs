using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// Where the numbers of a pass lie. Units are padded to whole panels of two vectors; padded units hold zeros wherever it matters. A product's
/// result is kept panel by panel, [vectors, rows, 2 lanes]: for one vector of units the gates, then the candidates, of every row.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal readonly struct RecurrentLayout<T, V>(RecurrentPlan plan)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Width of a panel: the gates and the candidates of one vector of units.</summary>
    public int Panel { get; } = 2 * V.Count;

    /// <summary>Padded number of units.</summary>
    public int Units { get; } = (plan.Units + (2 * V.Count) - 1) / (2 * V.Count) * 2 * V.Count;

    /// <summary>Vectors of units.</summary>
    public int Vectors => Units / V.Count;

    /// <summary>States of a position: the initial one and the nodes.</summary>
    public int States => 1 + plan.Nodes;

    /// <summary>Numbers of one state: [B, units].</summary>
    public long State => (long)plan.Batch * Units;

    /// <summary>The states of a position, [states, B, units].</summary>
    public long StateAt(int t, int state) => (((long)t * States) + state) * State;

    /// <summary>All states.</summary>
    public long AllStates => plan.Length * States * State;

    /// <summary>Numbers of all products of a position: the initial state's and one an edge.</summary>
    public long ProductsOfPosition => 2 * State * (1 + Edges(plan.Nodes));

    /// <summary>The product of the initial state.</summary>
    public long InitialProduct(int t) => t * ProductsOfPosition;

    /// <summary>The product of a node, its rows edge by edge.</summary>
    public long NodeProduct(int t, int node) => (t * ProductsOfPosition) + (2 * State * (1 + Edges(node)));

    /// <summary>All products.</summary>
    public long AllProducts => plan.Length * ProductsOfPosition;

    /// <summary>1 / deviation of the units of a state.</summary>
    public long InverseAt(int t, int state) => (((long)t * States) + state) * Units;

    /// <summary>The vectors of units that a thread computes: whole pairs.</summary>
    public (int first, int end) Share(int thread, int threads) => (Vectors / 2 * thread / threads * 2, Vectors / 2 * (thread + 1) / threads * 2);

    /// <summary>Vector operations of a product of some rows, either way.</summary>
    public double Cost(int rows) => (double)rows * Units * 2 * Vectors;

    /// <summary>Edges into the nodes before one.</summary>
    public static int Edges(int node) => node * (node + 1) / 2;
}
