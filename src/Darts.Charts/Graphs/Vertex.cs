namespace Darts.Charts.Graphs;

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
