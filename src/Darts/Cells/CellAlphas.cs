using Darts.Operations;

namespace Darts.Cells;

/// <summary>
/// The architecture parameters of one cell type at one moment, as plain numbers: logits alpha[edge, operation] and what the edge weighting
/// made of them (section 2.2 of the paper: softmax over the operations of an edge).
/// </summary>
public sealed class CellAlphas
{
    private readonly double[,] logits;
    private readonly double[,] probabilities;

    /// <summary>Keeps copies of the numbers.</summary>
    /// <param name="operations">The operations, one a column.</param>
    /// <param name="topology">The cell, whose edges are the rows.</param>
    /// <param name="logits">alpha, edges by operations.</param>
    /// <param name="probabilities">The weights of the operations of each edge, same shape.</param>
    /// <exception cref="ArgumentException">A shape does not match.</exception>
    public CellAlphas(OperationSet operations, CellTopology topology, double[,] logits, double[,] probabilities)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(probabilities);
        foreach (var (matrix, name) in new[] { (logits, nameof(logits)), (probabilities, nameof(probabilities)) })
        {
            if (matrix.GetLength(0) != topology.Edges || matrix.GetLength(1) != operations.Count)
                throw new ArgumentException($"{name} of {matrix.GetLength(0)}x{matrix.GetLength(1)}: a cell with {topology.Nodes} nodes and {operations.Count} operations has {topology.Edges}x{operations.Count}.", name);
        }

        Operations = operations;
        Topology = topology;
        this.logits = (double[,])logits.Clone();
        this.probabilities = (double[,])probabilities.Clone();
    }

    /// <summary>The operations, one a column.</summary>
    public OperationSet Operations { get; }

    /// <summary>The cell, whose edges are the rows.</summary>
    public CellTopology Topology { get; }

    /// <summary>alpha of an edge and an operation.</summary>
    /// <param name="edge">Number of the edge.</param>
    /// <param name="operation">Column of the operation.</param>
    public double Logit(int edge, int operation) => logits[edge, operation];

    /// <summary>The weight of an operation on an edge, for the softmax exp(alpha_o) / sum exp(alpha_o').</summary>
    /// <param name="edge">Number of the edge.</param>
    /// <param name="operation">Column of the operation.</param>
    public double Probability(int edge, int operation) => probabilities[edge, operation];

    /// <summary>Entropy of an edge in nats, -sum p ln p: ln |O| where nothing is decided, 0 where one operation has all the weight.</summary>
    /// <param name="edge">Number of the edge.</param>
    public double Entropy(int edge)
    {
        var entropy = 0.0;
        for (var k = 0; k < Operations.Count; k++)
        {
            if (probabilities[edge, k] is > 0 and var p)
                entropy -= p * Math.Log(p);
        }

        return entropy;
    }

    /// <summary>Mean entropy of the edges, in nats.</summary>
    public double MeanEntropy => Enumerable.Range(0, Topology.Edges).Average(Entropy);
}
