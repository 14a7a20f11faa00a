using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>The forward pass of a cell: node by node, each state prepared once for all edges that leave it.</summary>
internal static unsafe class CellForward<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Computes a cell.</summary>
    /// <param name="run">The cell, laid out.</param>
    /// <param name="inputs">Inputs, weights and masks.</param>
    /// <returns>The output's storage [C, H, W, padded N], and what the backward pass needs.</returns>
    public static (Tensor output, CellRecord record) Run(CellRun<T, V> run, CellRecord inputs)
    {
        var output = run.Pass.Memory.Take<T>(run.OutputShape);
        // Another name for the output: a function that kept its own output would never be freed.
        var record = inputs with { Output = output.detach(), Maps = run.Pass.Memory.Take<T>(run.MapsSize) };
        run.Bind(record);
        for (var state = 0; state < run.States.Length; state++)
        {
            if (state >= run.Plan.Inputs)
                new NodeForward<T, V>(run.Nodes[state - run.Plan.Inputs]).Run(run.States[state].Storage);
            run.States[state].Prepare(run.Pass);
        }

        return (output, record with { Norms = [.. run.Nodes.Select(node => node.Norms())] });
    }
}
