namespace Darts.Cells;

/// <summary>
/// The graph of a search cell before any operation is chosen: two inputs, <see cref="Nodes"/> intermediate nodes, and an edge into every
/// node from every state before it (section 2.1 of the paper).
/// </summary>
/// <remarks>
/// States are numbered 0 (output of the cell before last), 1 (output of the last cell), 2, 3, ... (the nodes). Edges are numbered node by
/// node, sources in order, so the edge from state s into node i (counted from 0) is number i(i+3)/2 + s: 2 + 3 + 4 + 5 = 14 for 4 nodes.
/// </remarks>
public sealed record CellTopology
{
    /// <summary>The number of inputs of a cell.</summary>
    public const int Inputs = 2;

    /// <summary>Makes the topology of a cell.</summary>
    /// <param name="nodes">Number of intermediate nodes, at least 1; the paper has 4.</param>
    /// <exception cref="ArgumentException"><paramref name="nodes"/> is less than 1.</exception>
    public CellTopology(int nodes = 4)
    {
        if (nodes < 1)
            throw new ArgumentException($"Nodes = {nodes}: a cell needs at least 1 node.", nameof(nodes));
        Nodes = nodes;
    }

    /// <summary>Number of intermediate nodes.</summary>
    public int Nodes { get; }

    /// <summary>Number of states: the inputs and the nodes.</summary>
    public int States => Inputs + Nodes;

    /// <summary>Number of edges, n(n+3)/2 for n nodes.</summary>
    public int Edges => Nodes * (Nodes + 3) / 2;

    /// <summary>The state that a node computes.</summary>
    /// <param name="node">Node, from 0.</param>
    public static int StateOf(int node) => Inputs + node;

    /// <summary>Number of edges that enter a node: one from every earlier state.</summary>
    /// <param name="node">Node, from 0.</param>
    public static int EdgesInto(int node) => Inputs + node;

    /// <summary>The number of an edge.</summary>
    /// <param name="node">The node it enters, from 0.</param>
    /// <param name="source">The state it leaves.</param>
    public static int EdgeIndex(int node, int source) => node * (node + 3) / 2 + source;

    /// <summary>The stride of an edge's operations: 2 where a reduction cell takes one of its inputs, else 1.</summary>
    /// <param name="source">The state the edge leaves.</param>
    /// <param name="reduction">Whether the cell is a reduction cell.</param>
    public static int StrideFrom(int source, bool reduction) => reduction && source < Inputs ? 2 : 1;
}
