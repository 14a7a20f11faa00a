namespace Darts.Charts.Graphs;

/// <summary>
/// Heights for a cell whose layers are ordered: every place is drawn towards the weighted mean of its neighbours, long edges most so that they
/// run straight, and the places of a layer keep their distances (isotonic regression by pooling of adjacent violators).
/// </summary>
internal static class VerticalPlacement
{
    private const int Rounds = 120;
    private const double Separation = 7;

    /// <summary>Sets the height of every place, the topmost edge at zero.</summary>
    public static void Place(LayeredCell cell)
    {
        foreach (var layer in cell.Layers)
            PlaceLayer(layer, _ => 0);
        for (var round = 0; round < Rounds; round++)
        {
            var layers = round % 2 == 0 ? cell.Layers : cell.Layers.Reverse();
            foreach (var layer in layers)
                PlaceLayer(layer, Desired);
        }

        var top = cell.Layers.SelectMany(layer => layer).Min(vertex => vertex.Y - (vertex.Height / 2));
        foreach (var vertex in cell.Layers.SelectMany(layer => layer))
            vertex.Y -= top;
    }

    /// <summary>Sum of the heights that the edges climb and fall.</summary>
    public static double Length(LayeredCell cell) =>
        cell.Layers.SelectMany(layer => layer).Sum(vertex => vertex.After.Sum(next => Math.Abs(next.Y - vertex.Y)));

    private static double Desired(Vertex vertex)
    {
        var (sum, weight) = (0.0, 0.0);
        foreach (var neighbour in vertex.Before.Concat(vertex.After))
        {
            var stiffness = Stiffness(vertex, neighbour);
            sum += stiffness * neighbour.Y;
            weight += stiffness;
        }

        return weight == 0 ? vertex.Y : sum / weight;
    }

    private static double Stiffness(Vertex a, Vertex b) => (a.Kind, b.Kind) switch
    {
        (VertexKind.State, VertexKind.State) => 1,
        (VertexKind.State, _) or (_, VertexKind.State) => 1.5,
        (VertexKind.Pass, VertexKind.Pass) => 12,
        _ => 5,
    };

    private static void PlaceLayer(IReadOnlyList<Vertex> layer, Func<Vertex, double> desired)
    {
        // With the distances taken off, "in order and far enough apart" becomes "not falling".
        var offsets = new double[layer.Count];
        for (var i = 1; i < layer.Count; i++)
            offsets[i] = offsets[i - 1] + ((layer[i - 1].Height + layer[i].Height) / 2) + Separation;

        var pools = new List<(double Sum, int Count)>();
        for (var i = 0; i < layer.Count; i++)
        {
            pools.Add((desired(layer[i]) - offsets[i], 1));
            while (pools.Count > 1 && pools[^2].Sum / pools[^2].Count > pools[^1].Sum / pools[^1].Count)
            {
                pools[^2] = (pools[^2].Sum + pools[^1].Sum, pools[^2].Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }
        }

        var next = 0;
        foreach (var (sum, count) in pools)
        {
            for (var end = next + count; next < end; next++)
                layer[next].Y = (sum / count) + offsets[next];
        }
    }
}
