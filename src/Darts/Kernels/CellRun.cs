using System.Numerics;

namespace Darts.Kernels;

/// <summary>A cell on states of one size: its states, its nodes, and where their maps lie.</summary>
internal sealed unsafe class CellRun<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Lays a cell out.</summary>
    /// <param name="plan">The cell.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="record">Inputs, weights and masks.</param>
    /// <param name="maps">Its maps.</param>
    public CellRun(CellPlan plan, PassContext<T, V> pass, CellRecord record, PassMaps maps)
    {
        (Plan, Pass) = (plan, pass);
        States = new StateRun<T, V>[plan.States];
        Nodes = new NodeRun<T, V>[plan.Nodes.Count];
        var weights = record.Weights is null ? null : TensorData.Pointer<T>(record.Weights);
        var masks = record.Masks is null ? null : TensorData.Pointer<T>(record.Masks);
        for (var state = 0; state < States.Length; state++)
        {
            if (state < plan.Inputs)
            {
                States[state] = StateRun<T, V>.Of(record.Inputs[state].shape, plan.TakesImages);
                States[state].Storage = TensorData.Pointer<T>(record.Inputs[state]);
            }
            else
            {
                var node = new NodeRun<T, V>(plan.Nodes[state - plan.Inputs], pass, States, weights, masks, maps);
                masks = masks is null ? null : masks + node.Plan.Edges.Count * pass.PixelStep;
                (Nodes[state - plan.Inputs], States[state]) = (node, new StateRun<T, V>(node.Layout, linear: false));
                if (!plan.Outputs.Contains(state))
                    States[state].Storage = maps.Next<T>(node.Layout.Positions * node.Layout.Channels * pass.PixelStep);
            }

            States[state].Bind(plan.Leaving(state), maps, pass.Blocks);
        }
    }

    public CellPlan Plan { get; }

    public PassContext<T, V> Pass { get; }

    public StateRun<T, V>[] States { get; }

    public NodeRun<T, V>[] Nodes { get; }

    /// <summary>Sides of the output [C, H, W, padded N].</summary>
    /// <exception cref="InvalidOperationException">The concatenated nodes differ in height or width.</exception>
    public long[] OutputShape
    {
        get
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

    /// <summary>Says where the output lies: the concatenated nodes are computed there.</summary>
    /// <param name="output">Its first number.</param>
    public void BindOutput(T* output)
    {
        foreach (var (state, place) in PlacesIn(output))
            States[state].Storage = (T*)place;
    }
}
