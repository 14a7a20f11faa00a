using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>Gradients of the matrices, once those of all products are there: dW = sum over positions of (s m)^T dy, panel by panel.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal sealed unsafe class RecurrentMatrixGradients<T, V>(RecurrentMemory<T, V> memory, ThreadTeam team, Scratch scratch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly RecurrentPlan plan = memory.Plan;
    private readonly RecurrentLayout<T, V> layout = memory.Layout;

    /// <summary>Rows of a matrix gradient: whole tiles.</summary>
    private readonly int rows = (memory.Plan.Units + 7) / 8 * 8;

    /// <summary>Computes all of them.</summary>
    /// <param name="hiddenWeights">Receives that of the hidden state's rows of W_0, [n, 2 n].</param>
    /// <param name="nodeWeights">Receive those of W_i.</param>
    public void Run(Tensor hiddenWeights, Tensor[] nodeWeights)
    {
        var sums = scratch.Take<T>((long)layout.Vectors * rows * layout.Panel);
        team.Run(thread =>
        {
            var (first, end) = layout.Share(thread, team.Count);
            for (var v = first; v < end; v++)
                Initial(v, sums);
            RecurrentWeights<T, V>.Unpack(sums, rows, plan.Units, TensorData.Pointer<T>(hiddenWeights), first, end);
            for (var node = 0; node < plan.Nodes; node++)
            {
                for (var v = first; v < end; v++)
                    Node(node, v, sums);
                RecurrentWeights<T, V>.Unpack(sums, rows, plan.Units, TensorData.Pointer<T>(nodeWeights[node]), first, end);
            }
        });
    }

    private void Initial(int v, T* sums)
    {
        for (var t = 0; t < plan.Length; t++)
            Add(t, v, plan.Batch, memory.MaskedHidden(t), memory.InitialProduct(t, v), sums);
    }

    private void Node(int node, int v, T* sums)
    {
        for (var t = 0; t < plan.Length; t++)
            Add(t, v, (node + 1) * plan.Batch, memory.Masked(t, 0), memory.NodeProduct(t, node, v), sums);
    }

    private void Add(int t, int v, int depth, T* left, T* right, T* sums) =>
        ProductTile<T, V>.Multiply(rows, depth, left, 1, memory.Units, right, sums + ((nint)v * rows * layout.Panel), layout.Panel, adds: t > 0);
}
