using System.Buffers;
using System.Collections.Immutable;

namespace Darts.Genotypes;

/// <summary>
/// The discrete form of one cell: node j is the sum over its edges of operation(state), the cell's output is the channel concatenation of
/// some of its states (section 2.4 of the paper). Nodes may have any number of edges; equality is by content.
/// </summary>
public sealed record CellGenotype
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("'\"\\\r\n");

    /// <summary>Makes a cell; edges are kept in the given order within a node, nodes in ascending order.</summary>
    /// <param name="edges">The chosen operations.</param>
    /// <param name="concat">The states whose concatenation is the output.</param>
    /// <exception cref="ArgumentException">An edge or a concatenated state breaks a rule that the message names.</exception>
    public CellGenotype(IEnumerable<Edge> edges, IEnumerable<int> concat)
    {
        ArgumentNullException.ThrowIfNull(edges);
        ArgumentNullException.ThrowIfNull(concat);
        Edge[] given = [.. edges];
        if (Array.IndexOf(given, null) is >= 0 and var missing)
            throw new ArgumentException($"Edge number {missing + 1} is null: every edge names its operation and two states.", nameof(edges));
        Edges = [.. given.OrderBy(edge => edge.To)];
        Concat = [.. concat];

        foreach (var edge in Edges)
        {
            if (string.IsNullOrWhiteSpace(edge.Operation) || edge.Operation.AsSpan().ContainsAny(Forbidden))
                throw new ArgumentException($"Operation '{edge.Operation}': an operation's name is not empty and has no quotes, backslashes or line breaks.", nameof(edges));
            if (edge.From < 0 || edge.To < 2 || edge.From >= edge.To)
                throw new ArgumentException($"Edge {edge.Operation} from {edge.From} to {edge.To}: an edge goes from an earlier state (0 and 1 are the inputs) to a node (2 or more).", nameof(edges));
        }

        if (Concat.IsEmpty)
            throw new ArgumentException("Concat is empty: a cell's output needs at least one node.", nameof(concat));
        if (Concat.FirstOrDefault(state => state < 2, 2) is var input and < 2)
            throw new ArgumentException($"Concat holds {input}: only nodes (2 or more) are concatenated.", nameof(concat));
        if (Concat.Distinct().Count() != Concat.Length)
            throw new ArgumentException($"Concat = [{string.Join(", ", Concat)}]: every state appears once.", nameof(concat));
        if (!Concat.Any(state => EdgesInto(state).Any()))
            throw new ArgumentException($"Concat = [{string.Join(", ", Concat)}]: none of these nodes has an edge.", nameof(concat));
    }

    /// <summary>The chosen operations, node by node.</summary>
    public ImmutableArray<Edge> Edges { get; }

    /// <summary>The states whose channel concatenation is the cell's output.</summary>
    public ImmutableArray<int> Concat { get; }

    /// <summary>Number of nodes: up to the last one that has an edge or is concatenated.</summary>
    public int Nodes => Math.Max(Edges.IsEmpty ? 0 : Edges[^1].To, Concat.Max()) - 1;

    /// <summary>The operations that enter a state, in their order.</summary>
    /// <param name="state">The state, at least 2.</param>
    public IEnumerable<Edge> EdgesInto(int state) => Edges.Where(edge => edge.To == state);

    /// <summary>How often an operation was chosen.</summary>
    /// <param name="operation">Its name.</param>
    public int Count(string operation) => Edges.Count(edge => edge.Operation == operation);

    /// <summary>Equal edges and concatenation, in order.</summary>
    /// <param name="other">The other cell.</param>
    public bool Equals(CellGenotype? other) => other is not null && Edges.SequenceEqual(other.Edges) && Concat.SequenceEqual(other.Concat);

    /// <summary>A hash of the content.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var edge in Edges)
            hash.Add(edge);
        foreach (var state in Concat)
            hash.Add(state);
        return hash.ToHashCode();
    }
}
