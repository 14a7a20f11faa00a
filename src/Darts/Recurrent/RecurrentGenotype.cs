using System.Buffers;
using System.Collections.Immutable;

namespace Darts.Recurrent;

/// <summary>
/// The discrete form of a recurrent cell: every node has one predecessor and one activation, the cell's output is the mean of some of its
/// states (section 3.1.2 of the paper). Equality is by content.
/// </summary>
public sealed record RecurrentGenotype
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("'\"\\\r\n");

    /// <summary>Makes a cell.</summary>
    /// <param name="nodes">The nodes in order; the first is state 1.</param>
    /// <param name="concat">The states whose mean is the output.</param>
    /// <exception cref="ArgumentException">A node or a state of the output breaks a rule that the message names.</exception>
    public RecurrentGenotype(IEnumerable<RecurrentNode> nodes, IEnumerable<int> concat)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(concat);
        Nodes = [.. nodes];
        Concat = [.. concat];
        if (Nodes.IsEmpty)
            throw new ArgumentException("The cell has no nodes: it needs at least 1.", nameof(nodes));
        for (var i = 0; i < Nodes.Length; i++)
        {
            var state = RecurrentTopology.StateOf(i);
            if (Nodes[i] is not { } node)
                throw new ArgumentException($"Node {state} is null: every node names its activation and its predecessor.", nameof(nodes));
            if (string.IsNullOrWhiteSpace(node.Activation) || node.Activation.AsSpan().ContainsAny(Forbidden))
                throw new ArgumentException($"Activation '{node.Activation}' of node {state}: a name is not empty and has no quotes, backslashes or line breaks.", nameof(nodes));
            if (node.From < 0 || node.From >= state)
                throw new ArgumentException($"Node {state} ({node.Activation}) takes state {node.From}: a predecessor comes earlier, so it is one of 0 to {state - 1}.", nameof(nodes));
        }

        if (Concat.IsEmpty)
            throw new ArgumentException("Concat is empty: a cell's output needs at least one state.", nameof(concat));
        if (Concat.FirstOrDefault(state => state < 1 || state > Nodes.Length, 1) is var outside && (outside < 1 || outside > Nodes.Length))
            throw new ArgumentException($"Concat holds {outside}: the nodes are the states 1 to {Nodes.Length}.", nameof(concat));
        if (Concat.Distinct().Count() != Concat.Length)
            throw new ArgumentException($"Concat = [{string.Join(", ", Concat)}]: every state appears once.", nameof(concat));
    }

    /// <summary>The nodes in order; the first is state 1.</summary>
    public ImmutableArray<RecurrentNode> Nodes { get; }

    /// <summary>The states whose mean is the cell's output.</summary>
    public ImmutableArray<int> Concat { get; }

    /// <summary>Reads the text form or the JSON form, whichever it is.</summary>
    /// <param name="text">What <see cref="ToString"/> or <see cref="ToJson"/> wrote, or a line of the authors' <c>genotypes.py</c>.</param>
    /// <exception cref="FormatException">The text is malformed; the message says where and what was expected.</exception>
    public static RecurrentGenotype Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.TrimStart().StartsWith('{') ? RecurrentGenotypeText.ReadJson(text) : new RecurrentGenotypeReader(text).Read();
    }

    /// <summary>How often an activation was chosen.</summary>
    /// <param name="activation">Its name.</param>
    public int Count(string activation) => Nodes.Count(node => node.Activation == activation);

    /// <summary>The JSON form: <c>recurrent</c> (activation, from) and <c>concat</c>.</summary>
    public string ToJson() => RecurrentGenotypeText.WriteJson(this);

    /// <summary>The authors' form, <c>Genotype(recurrent=[('relu', 0), ...], concat=range(1, 9))</c>.</summary>
    public override string ToString() => RecurrentGenotypeText.Write(this);

    /// <summary>Equal nodes and output, in order.</summary>
    /// <param name="other">The other cell.</param>
    public bool Equals(RecurrentGenotype? other) => other is not null && Nodes.SequenceEqual(other.Nodes) && Concat.SequenceEqual(other.Concat);

    /// <summary>A hash of the content.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var node in Nodes)
            hash.Add(node);
        foreach (var state in Concat)
            hash.Add(state);
        return hash.ToHashCode();
    }
}
