namespace Darts.Recurrent;

/// <summary>
/// The graph of a recurrent search cell before any activation is chosen: an initial state made of the input and the hidden state,
/// <see cref="Nodes"/> nodes, and an edge into every node from every state before it (section 3.1.2 of the paper).
/// </summary>
/// <remarks>
/// State 0 is the initial state, states 1, 2, ... are the nodes. Edges are numbered node by node, sources in order, so the edge from state s
/// into node i (counted from 0) is number i(i+1)/2 + s: 1 + 2 + ... + 8 = 36 for 8 nodes.
/// </remarks>
public sealed record RecurrentTopology
{
    /// <summary>Makes the topology of a cell.</summary>
    /// <param name="nodes">Number of nodes, at least 1; the paper has 8.</param>
    /// <exception cref="ArgumentException"><paramref name="nodes"/> is less than 1.</exception>
    public RecurrentTopology(int nodes = 8)
    {
        if (nodes < 1)
            throw new ArgumentException($"Nodes = {nodes}: a cell needs at least 1 node.", nameof(nodes));
        Nodes = nodes;
    }

    /// <summary>Number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>Number of states: the initial one and the nodes.</summary>
    public int States => 1 + Nodes;

    /// <summary>Number of edges, n(n+1)/2 for n nodes.</summary>
    public int Edges => EdgeIndex(Nodes, 0);

    /// <summary>The state that a node computes.</summary>
    /// <param name="node">Node, from 0.</param>
    public static int StateOf(int node) => 1 + node;

    /// <summary>Number of edges that enter a node: one from every earlier state.</summary>
    /// <param name="node">Node, from 0.</param>
    public static int EdgesInto(int node) => 1 + node;

    /// <summary>The number of an edge.</summary>
    /// <param name="node">The node it enters, from 0.</param>
    /// <param name="source">The state it leaves.</param>
    public static int EdgeIndex(int node, int source) => node * (node + 1) / 2 + source;
}
