using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// The backward pass of a cell, last node first: when a node's turn comes, all edges that leave it have given back what they have to, so its gradient is
/// put together once and goes back through the edges that enter it.
/// </summary>
internal sealed unsafe class CellBackward<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly CellRun<T, V> run;
    private readonly CellRecord record;
    private readonly WantedGradients wanted;

    /// <summary>Makes the pass.</summary>
    /// <param name="run">The cell, laid out.</param>
    /// <param name="record">What the forward pass left.</param>
    /// <param name="wanted">Which gradients are asked for.</param>
    public CellBackward(CellRun<T, V> run, CellRecord record, WantedGradients wanted)
    {
        (this.run, this.record, this.wanted) = (run, record, wanted);
        run.Bind(record);
        for (var k = 0; k < run.Nodes.Length; k++)
            run.Nodes[k].Recall(record.Norms[k]);
    }

    /// <summary>Runs it.</summary>
    /// <param name="gradient">The gradient of the output's storage.</param>
    public CellGradients Run(Tensor gradient)
    {
        var plan = run.Plan;
        var behind = wanted.Behind(plan);
        var states = run.States.Select((state, s) => behind[s] ? new StateGradient<T, V>(state, run.Pass, s < plan.Inputs) : null).ToArray();
        foreach (var (state, place) in run.PlacesIn(TensorData.Pointer<T>(gradient)))
            states[state]?.Begin((T*)place);
        var parameters = new IReadOnlyList<Tensor?>[plan.Nodes.Count];
        for (var k = plan.Nodes.Count - 1; k >= 0; k--)
        {
            // A node that leads nowhere, or that nothing is behind.
            parameters[k] = new Tensor?[wanted.Parameters ? plan.Nodes[k].Parameters.Length : 0];
            if (states[plan.Inputs + k] is not { Reached: true } node)
                continue;
            node.Finish();
            parameters[k] = new NodeBackward<T, V>(run.Nodes[k], node, [.. plan.Nodes[k].Edges.Select(edge => states[edge.Source])], wanted.Parameters).Run();
        }

        return new CellGradients(wanted.Weights ? Weights() : null, [.. states.Take(plan.Inputs).Select(Input)], [.. parameters.SelectMany(list => list)]);
    }

    private Tensor? Input(StateGradient<T, V>? state)
    {
        if (state is null)
            return null;
        var layout = state.Layout;
        var result = record.Output.new_empty([layout.Channels, layout.Height, layout.Width, run.Pass.PixelStep]);
        if (state.Reached)
            state.Finish(TensorData.Pointer<T>(result));
        else
            result.zero_();
        return result;
    }

    private Tensor Weights()
    {
        var result = zeros_like(record.Weights!, requires_grad: false);
        var target = TensorData.Pointer<T>(result);
        foreach (var term in run.Nodes.SelectMany(node => node.Terms).SelectMany(terms => terms).Where(term => term.Candidate.Weight >= 0 && term.Dots.Length > 0))
            target[term.Candidate.Weight] = T.CreateTruncating(term.WeightGradient());
        return result;
    }
}
