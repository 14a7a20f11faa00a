using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>The forward pass of a cell: node by node, each state prepared once for all edges that leave it.</summary>
internal static unsafe class CellForward<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>Computes a cell.</summary>
    /// <param name="plan">The cell.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="inputs">Inputs, weights and masks.</param>
    /// <returns>The output's storage [C, H, W, padded N], and what the backward pass needs.</returns>
    public static (Tensor output, CellRecord record) Run(CellPlan plan, PassContext<T, V> pass, CellRecord inputs)
    {
        var maps = new PassMaps(inputs.Inputs[0], null);
        var run = new CellRun<T, V>(plan, pass, inputs, maps);
        var output = KernelEngine<T, V>.Allocate(run.OutputShape);
        run.BindOutput(TensorData.Pointer<T>(output));
        for (var state = 0; state < run.States.Length; state++)
        {
            if (state >= plan.Inputs)
                new NodeForward<T, V>(run.Nodes[state - plan.Inputs]).Run(run.States[state].Storage);
            run.States[state].Prepare(pass);
        }

        // Another name for the output: a function that kept its own output would never be freed.
        return (output, inputs with { Output = output.detach(), Maps = maps.All, Norms = [.. run.Nodes.Select(node => node.Norms())] });
    }
}
