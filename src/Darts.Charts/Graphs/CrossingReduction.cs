namespace Darts.Charts.Graphs;

/// <summary>
/// Orders the places of every layer so that few edges cross: barycentre sweeps and swaps of neighbours, from several seeded starts. Cells are
/// small (some ten layers of some ten places), so the starts cost milliseconds, and the same cell always gets the same picture.
/// </summary>
internal static class CrossingReduction
{
    private const int Starts = 24;
    private const int Sweeps = 10;

    // Pixels of edge that a node below its successor is worth.
    private const double NodePenalty = 30;

    /// <summary>Sets the orders of the best start, by crossings and then by the length of the edges once placed.</summary>
    public static void Order(LayeredCell cell)
    {
        var random = new Random(1);
        var best = (crossings: int.MaxValue, length: double.MaxValue, orders: Array.Empty<int>());
        var vertices = cell.Layers.SelectMany(layer => layer).ToArray();
        for (var start = 0; start < Starts; start++)
        {
            Improve(cell);
            // The inputs stand as in the paper, c_{k-2} above c_{k-1}: a picture the other way round is mirrored.
            if (cell.States[0].Order > cell.States[1].Order)
                Mirror(cell);
            VerticalPlacement.Place(cell);
            var candidate = (crossings: Crossings(cell), length: VerticalPlacement.Length(cell) + (NodePenalty * NodesOutOfOrder(cell)));
            if (candidate.CompareTo((best.crossings, best.length)) < 0)
                best = (candidate.crossings, candidate.length, [.. vertices.Select(vertex => vertex.Order)]);

            foreach (var layer in cell.Layers)
                SetOrder(layer.OrderBy(_ => random.Next()));
            cell.Sort();
        }

        foreach (var (vertex, order) in vertices.Zip(best.orders))
            vertex.Order = order;
        cell.Sort();
        VerticalPlacement.Place(cell);
    }

    /// <summary>How many pairs of edge segments cross.</summary>
    public static int Crossings(LayeredCell cell) => cell.Layers.Sum(layer => Crossings(layer));

    private static int Crossings(IReadOnlyList<Vertex> layer)
    {
        var count = 0;
        for (var i = 0; i < layer.Count; i++)
        {
            for (var j = i + 1; j < layer.Count; j++)
                count += CrossingsAfter(layer[i], layer[j]);
        }

        return count;
    }

    private static int CrossingsAfter(Vertex upper, Vertex lower) => upper.After.Sum(a => lower.After.Count(b => b.Order < a.Order));

    private static int CrossingsBefore(Vertex upper, Vertex lower) => upper.Before.Sum(a => lower.Before.Count(b => b.Order < a.Order));

    private static void Improve(LayeredCell cell)
    {
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var layer in cell.Layers.Skip(1))
                SetOrder(layer.OrderBy(vertex => Barycentre(vertex.Before, vertex.Order)));
            cell.Sort();
            foreach (var layer in cell.Layers.Reverse().Skip(1))
                SetOrder(layer.OrderBy(vertex => Barycentre(vertex.After, vertex.Order)));
            cell.Sort();
            SwapNeighbours(cell);
        }
    }

    private static int NodesOutOfOrder(LayeredCell cell) => cell.States.Zip(cell.States.Skip(1))
        .Count(pair => pair.First.Layer == pair.Second.Layer && pair.First.Order > pair.Second.Order);

    private static double Barycentre(List<Vertex> neighbours, int otherwise) =>
        neighbours.Count == 0 ? otherwise : neighbours.Average(vertex => vertex.Order);

    private static void SwapNeighbours(LayeredCell cell)
    {
        for (var improved = true; improved;)
        {
            improved = false;
            foreach (var layer in cell.Layers)
            {
                for (var i = 0; i + 1 < layer.Count; i++)
                {
                    var (upper, lower) = (layer[i], layer[i + 1]);
                    var now = CrossingsAfter(upper, lower) + CrossingsBefore(upper, lower);
                    var swapped = CrossingsAfter(lower, upper) + CrossingsBefore(lower, upper);
                    if (swapped >= now)
                        continue;
                    (upper.Order, lower.Order) = (lower.Order, upper.Order);
                    cell.Sort();
                    improved = true;
                }
            }
        }
    }

    private static void Mirror(LayeredCell cell)
    {
        foreach (var layer in cell.Layers)
            SetOrder(layer.Reverse());
        cell.Sort();
    }

    private static void SetOrder(IEnumerable<Vertex> vertices)
    {
        foreach (var (order, vertex) in vertices.ToArray().Index())
            vertex.Order = order;
    }
}
