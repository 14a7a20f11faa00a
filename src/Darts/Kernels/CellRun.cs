using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// A cell on states of one size: its states, its nodes, and where their maps lie in one piece of memory. It is laid out when the size changes, and bound to the tensors
/// of every pass.
/// </summary>
internal sealed unsafe class CellRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly long[][] inputs;

    /// <summary>Lays a cell out.</summary>
    /// <param name="plan">The cell.</param>
    /// <param name="pass">The passes that it is for.</param>
    /// <param name="inputs">The shapes of the given states, [C, H, W, padded N].</param>
    /// <exception cref="InvalidOperationException">The operations into a node, or the concatenated nodes, differ in size.</exception>
    public CellRun(CellPlan plan, PassContext<T, V> pass, long[][] inputs)
    {
        (Plan, Pass, this.inputs) = (plan, pass, inputs);
        States = new StateRun<T, V>[plan.States];
        Nodes = new NodeRun<T, V>[plan.Nodes.Count];
        var places = new MapPlaces();
        for (var state = 0; state < States.Length; state++)
        {
            var leaving = plan.Leaving(state);
            if (state < plan.Inputs)
            {
                States[state] = new StateRun<T, V>(StateRun<T, V>.LayoutOf(inputs[state]), plan.TakesImages, null, leaving, places, pass.Blocks);
                continue;
            }

            var node = Nodes[state - plan.Inputs] = new NodeRun<T, V>(plan.Nodes[state - plan.Inputs], pass, States, places);
            long? storage = plan.Outputs.Contains(state) ? null : places.Next(node.Layout.Positions * node.Layout.Channels * pass.PixelStep);
            States[state] = new StateRun<T, V>(node.Layout, linear: false, storage, leaving, places, pass.Blocks);
        }

        MapsSize = places.Size;
        OutputShape = ShapeOfOutput();
    }

    public CellPlan Plan { get; }

    public PassContext<T, V> Pass { get; }

    public StateRun<T, V>[] States { get; }

    public NodeRun<T, V>[] Nodes { get; }

    /// <summary>Numbers of all maps together, but for inputs and output.</summary>
    public long MapsSize { get; }

    /// <summary>Sides of the output [C, H, W, padded N].</summary>
    public long[] OutputShape { get; }

    /// <summary>Whether it is laid out for a batch and shapes.</summary>
    /// <param name="batch">Number of samples.</param>
    /// <param name="shapes">Of the given states.</param>
    public bool IsFor(int batch, long[][] shapes) => batch == Pass.Batch && inputs.Zip(shapes).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <summary>Says where everything lies in a pass.</summary>
    /// <param name="record">Its tensors.</param>
    public void Bind(CellRecord record)
    {
        var maps = TensorData.Pointer<T>(record.Maps!);
        var weights = record.Weights is null ? null : TensorData.Pointer<T>(record.Weights);
        var masks = record.Masks is null ? null : TensorData.Pointer<T>(record.Masks);
        for (var state = 0; state < States.Length; state++)
        {
            States[state].Bind(maps);
            if (state < Plan.Inputs)
                States[state].Storage = TensorData.Pointer<T>(record.Inputs[state]);
        }

        foreach (var (state, place) in PlacesIn(TensorData.Pointer<T>(record.Output)))
            States[state].Storage = (T*)place;
        foreach (var node in Nodes)
        {
            node.Bind(weights, masks, maps);
            masks = masks is null ? null : masks + node.Plan.Edges.Count * Pass.PixelStep;
        }
    }

    /// <summary>Where each concatenated node lies in a tensor of the output's shape.</summary>
    /// <param name="output">Its first number.</param>
    public IReadOnlyList<(int state, nint place)> PlacesIn(T* output)
    {
        var places = new List<(int, nint)>();
        foreach (var state in Plan.Outputs)
        {
            places.Add((state, (nint)output));
            output += States[state].Layout.Channels * States[state].Layout.Positions * Pass.PixelStep;
        }

        return places;
    }

    private long[] ShapeOfOutput()
    {
        MapLayout[] layouts = [.. Plan.Outputs.Select(state => States[state].Layout)];
        var first = layouts[0];
        foreach (var layout in layouts)
        {
            if ((layout.Height, layout.Width) != (first.Height, first.Width))
                throw new InvalidOperationException($"A node gives maps of {layout.Height}x{layout.Width} where another gives {first.Height}x{first.Width}: nodes that are concatenated must have one size.");
        }

        return [layouts.Sum(layout => layout.Channels), first.Height, first.Width, (long)Pass.PixelStep];
    }
}
