using Darts.Cells;

namespace Darts.Recurrent;

/// <summary>The architecture parameters of a recurrent cell at one moment, as plain numbers.</summary>
public sealed class RecurrentAlphas : EdgeAlphas
{
    /// <summary>Keeps copies of the numbers.</summary>
    /// <param name="activations">The activations, one a column.</param>
    /// <param name="topology">The cell, whose edges are the rows.</param>
    /// <param name="logits">alpha, edges by activations.</param>
    /// <param name="probabilities">The weights of the activations of each edge, same shape.</param>
    /// <exception cref="ArgumentException">A shape does not match.</exception>
    public RecurrentAlphas(ActivationSet activations, RecurrentTopology topology, double[,] logits, double[,] probabilities)
        : base(Columns(activations), Edges(topology), logits, probabilities, $"a cell with {topology.Nodes} nodes and {activations.Count} activations")
    {
        Activations = activations;
        Topology = topology;
    }

    /// <summary>The activations, one a column.</summary>
    public ActivationSet Activations { get; }

    /// <summary>The cell, whose edges are the rows.</summary>
    public RecurrentTopology Topology { get; }

    /// <summary>
    /// The discrete cell: every node keeps its strongest edge, with the activation that is strongest on it, zero left out; the output is the
    /// mean of all nodes (section 2.4 of the paper; one predecessor a node in recurrent cells).
    /// </summary>
    public RecurrentGenotype Derive() => new(
        Enumerable.Range(0, Topology.Nodes).Select(node => StrongestInto(RecurrentTopology.StateOf(node)).First())
            .Select(edge => new RecurrentNode(Names[edge.operation], edge.source)),
        Enumerable.Range(1, Topology.Nodes));

    private static IEnumerable<(string, bool)> Columns(ActivationSet activations)
    {
        ArgumentNullException.ThrowIfNull(activations);
        return activations.Select(activation => (activation.Name, activation.IsZero));
    }

    private static IEnumerable<(int, int)> Edges(RecurrentTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return Enumerable.Range(0, topology.Nodes)
            .SelectMany(node => Enumerable.Range(0, RecurrentTopology.EdgesInto(node)).Select(source => (source, RecurrentTopology.StateOf(node))));
    }
}
