using Darts.Operations;

namespace Darts.Cells;

/// <summary>The architecture parameters of one type of image cell at one moment, as plain numbers.</summary>
public sealed class CellAlphas : EdgeAlphas
{
    /// <summary>Keeps copies of the numbers.</summary>
    /// <param name="operations">The operations, one a column.</param>
    /// <param name="topology">The cell, whose edges are the rows.</param>
    /// <param name="logits">alpha, edges by operations.</param>
    /// <param name="probabilities">The weights of the operations of each edge, same shape.</param>
    /// <exception cref="ArgumentException">A shape does not match.</exception>
    public CellAlphas(OperationSet operations, CellTopology topology, double[,] logits, double[,] probabilities)
        : base(Columns(operations), Edges(topology), logits, probabilities, $"a cell with {topology.Nodes} nodes and {operations.Count} operations")
    {
        Operations = operations;
        Topology = topology;
    }

    /// <summary>The operations, one a column.</summary>
    public OperationSet Operations { get; }

    /// <summary>The cell, whose edges are the rows.</summary>
    public CellTopology Topology { get; }

    private static IEnumerable<(string, bool)> Columns(OperationSet operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        return operations.Select(operation => (operation.Name, operation.IsZero));
    }

    private static IEnumerable<(int, int)> Edges(CellTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return Enumerable.Range(0, topology.Nodes)
            .SelectMany(node => Enumerable.Range(0, CellTopology.EdgesInto(node)).Select(source => (source, CellTopology.StateOf(node))));
    }
}
