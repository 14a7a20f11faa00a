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
