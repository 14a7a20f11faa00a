namespace Darts.Cells;

/// <summary>
/// The architecture parameters of a cell at one moment, as plain numbers: logits alpha[edge, operation] and what the edge weighting made of
/// them (section 2.2 of the paper: softmax over the operations of an edge).
/// </summary>
public abstract class EdgeAlphas
{
    private readonly double[,] logits;
    private readonly double[,] probabilities;
    private readonly bool[] zeros;

    private protected EdgeAlphas(IEnumerable<(string name, bool isZero)> columns, IEnumerable<(int from, int to)> edges, double[,] logits, double[,] probabilities, string cell)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(probabilities);
        Names = [.. columns.Select(column => column.name)];
        zeros = [.. columns.Select(column => column.isZero)];
        EdgeEnds = [.. edges];
        foreach (var (matrix, name) in new[] { (logits, nameof(logits)), (probabilities, nameof(probabilities)) })
        {
            if (matrix.GetLength(0) != EdgeEnds.Count || matrix.GetLength(1) != Names.Count)
                throw new ArgumentException($"{name} of {matrix.GetLength(0)}x{matrix.GetLength(1)}: {cell} has {EdgeEnds.Count}x{Names.Count}.", name);
        }

        this.logits = (double[,])logits.Clone();
        this.probabilities = (double[,])probabilities.Clone();
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The states that each edge, a row, leaves and enters.</summary>
    public IReadOnlyList<(int From, int To)> EdgeEnds { get; }

    /// <summary>Whether a column is the zero operation, which no genotype holds.</summary>
    /// <param name="operation">Column of the operation.</param>
    public bool IsZero(int operation) => zeros[operation];

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
        for (var k = 0; k < Names.Count; k++)
        {
            if (probabilities[edge, k] is > 0 and var p)
                entropy -= p * Math.Log(p);
        }

        return entropy;
    }

    /// <summary>Mean entropy of the edges, in nats.</summary>
    public double MeanEntropy => Enumerable.Range(0, EdgeEnds.Count).Average(Entropy);

    /// <summary>
    /// The edges into a state in order of decreasing strength (equal: lower source first), each with its strongest operation that is not zero
    /// (equal: first column); the strength of an edge is that operation's weight.
    /// </summary>
    internal IEnumerable<(int source, int operation)> StrongestInto(int state) => EdgeEnds
        .Select((ends, edge) => (ends, edge))
        .Where(item => item.ends.To == state)
        .Select(item => (item.ends.From, best: Best(item.edge)))
        .OrderByDescending(item => item.best.strength)
        .Select(item => (item.From, item.best.operation));

    private (double strength, int operation) Best(int edge)
    {
        var best = (strength: double.NegativeInfinity, operation: -1);
        for (var k = 0; k < Names.Count; k++)
        {
            if (!IsZero(k) && Probability(edge, k) > best.strength)
                best = (Probability(edge, k), k);
        }

        return best;
    }
}
