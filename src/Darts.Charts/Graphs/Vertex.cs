namespace Darts.Charts.Graphs;

/// <summary>What a place in a layer holds.</summary>
internal enum VertexKind
{
    /// <summary>An input, a node or the output.</summary>
    State,

    /// <summary>The label of an edge.</summary>
    Label,

    /// <summary>An edge that passes through.</summary>
    Pass,
}

/// <summary>A place in one layer of a cell graph; an edge runs through a chain of them, so it meets nothing that has a place of its own.</summary>
internal sealed class Vertex(VertexKind kind, int layer, double width, double height)
{
    public VertexKind Kind { get; } = kind;

    public int Layer { get; } = layer;

    public double Width { get; } = width;

    public double Height { get; set; } = height;

    /// <summary>Centre.</summary>
    public double X { get; set; }

    /// <summary>Centre.</summary>
    public double Y { get; set; }

    /// <summary>Place in the layer, from the top.</summary>
    public int Order { get; set; }

    public List<Vertex> Before { get; } = [];

    public List<Vertex> After { get; } = [];
}

/// <summary>The way of one edge, or of a state into the output where <see cref="Edge"/> is null.</summary>
/// <param name="Edge">What it is.</param>
/// <param name="Chain">The places it runs through, one a layer.</param>
internal sealed record Route(SketchEdge? Edge, IReadOnlyList<Vertex> Chain)
{
    public double Thickness => Edge?.Thickness ?? 1.4;

    /// <summary>Length of its arrow head.</summary>
    public double ArrowLength => 6 + (0.7 * Thickness);

    /// <summary>Height of its arrow head.</summary>
    public double ArrowHeight => 5.2 + (1.5 * Thickness);

    /// <summary>What it takes of the side of the state that it leaves.</summary>
    public double StartRoom => Thickness + 4;

    /// <summary>What it takes of the side of the state that it enters.</summary>
    public double EndRoom => ArrowHeight + 1.5;

    /// <summary>Height at which it leaves its first place.</summary>
    public double StartY { get; set; }

    /// <summary>Height at which it enters its last place.</summary>
    public double EndY { get; set; }
}
