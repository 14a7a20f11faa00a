using Darts.Cells;

namespace Darts.Charts.Graphs;

/// <summary>
/// A cell in layers from left to right: states in even layers, by their longest path from the inputs, edge labels in odd ones, and a place in
/// every layer that a long edge crosses. (Sugiyama, Tagawa and Toda 1981, with labels as vertices.)
/// </summary>
internal sealed class LayeredCell
{
    public const double LabelFont = 12;
    public const double StateFont = 14;
    private const double LabelHeight = 20;
    private const double LabelPadding = 6;

    private readonly List<Vertex>[] layers;
    private readonly List<Route> routes = [];

    private LayeredCell(CellSketch sketch, int[] ranks)
    {
        Sketch = sketch;
        layers = [.. Enumerable.Range(0, (2 * ranks.Max()) + 2).Select(_ => new List<Vertex>())];
        States = [.. Enumerable.Range(0, sketch.States).Select(state => Add(VertexKind.State, 2 * ranks[state], state < CellTopology.Inputs ? 52 : 30, 30))];
        Output = Add(VertexKind.State, layers.Length - 1, 40, 30);
    }

    public CellSketch Sketch { get; }

    public IReadOnlyList<IReadOnlyList<Vertex>> Layers => layers;

    public IReadOnlyList<Route> Routes => routes;

    /// <summary>Inputs and nodes, by state.</summary>
    public IReadOnlyList<Vertex> States { get; }

    /// <summary>The box c_{k}.</summary>
    public Vertex Output { get; }

    public static LayeredCell Of(CellSketch sketch)
    {
        var ranks = Ranks(sketch);
        var cell = new LayeredCell(sketch, ranks);
        // Edges with little choice take their label's layer first; those that span several layers fill up the emptiest.
        foreach (var edge in sketch.Edges.OrderBy(edge => ranks[edge.To] - ranks[edge.From]).ThenBy(edge => edge.To).ThenBy(edge => edge.From))
            cell.AddRoute(edge, cell.States[edge.From], cell.States[edge.To]);
        foreach (var (from, to) in sketch.Plain)
            cell.AddRoute(null, cell.States[from], cell.States[to]);
        foreach (var state in sketch.Concat)
            cell.AddRoute(null, cell.States[state], cell.Output);
        foreach (var group in cell.Routes.GroupBy(route => route.Chain[0]))
            group.Key.Height = Math.Max(group.Key.Height, group.Sum(route => route.StartRoom) + 8);
        foreach (var group in cell.Routes.GroupBy(route => route.Chain[^1]))
            group.Key.Height = Math.Max(group.Key.Height, group.Sum(route => route.EndRoom) + 8);
        return cell;
    }

    private static int[] Ranks(CellSketch sketch)
    {
        var ranks = new int[sketch.States];
        for (var state = CellTopology.Inputs; state < sketch.States; state++)
            ranks[state] = 1 + sketch.Edges.Select(edge => (edge.From, edge.To)).Concat(sketch.Plain).Where(edge => edge.To == state).Select(edge => ranks[edge.From]).DefaultIfEmpty(0).Max();
        return ranks;
    }

    private void AddRoute(SketchEdge? edge, Vertex start, Vertex end)
    {
        var labelLayer = edge is null ? -1 : Enumerable.Range(start.Layer + 1, end.Layer - start.Layer - 1)
            .Where(layer => layer % 2 == 1)
            .OrderBy(layer => layers[layer].Sum(vertex => vertex.Height))
            .ThenByDescending(layer => layer)
            .First();
        var chain = new List<Vertex> { start };
        for (var layer = start.Layer + 1; layer < end.Layer; layer++)
        {
            chain.Add(layer == labelLayer
                ? Add(VertexKind.Label, layer, TextMeasure.Width(edge!.Label, LabelFont) + (2 * LabelPadding), LabelHeight)
                : Add(VertexKind.Pass, layer, 0, Math.Max(6, edge?.Thickness ?? 0)));
        }

        chain.Add(end);
        foreach (var (left, right) in chain.Zip(chain.Skip(1)))
        {
            left.After.Add(right);
            right.Before.Add(left);
        }

        routes.Add(new Route(edge, chain));
    }

    private Vertex Add(VertexKind kind, int layer, double width, double height)
    {
        var vertex = new Vertex(kind, layer, width, height) { Order = layers[layer].Count };
        layers[layer].Add(vertex);
        return vertex;
    }

    /// <summary>Puts the vertices of a layer in the order of their <see cref="Vertex.Order"/>.</summary>
    public void Sort()
    {
        foreach (var layer in layers)
            layer.Sort((a, b) => a.Order.CompareTo(b.Order));
    }
}
