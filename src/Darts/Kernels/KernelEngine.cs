using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>The kernels for one number type, one vector width and one number of threads.</summary>
internal abstract class KernelEngine
{
    [ThreadStatic]
    private static long nodes;

    /// <summary>Nodes that kernels computed for this thread, forward passes only: tests read it to know that the fast path ran.</summary>
    public static long NodesOnThisThread => nodes;

    /// <summary>The widest vector that this processor works with, in bytes; 0 where it has none.</summary>
    public static int VectorBytes =>
        Vector512.IsHardwareAccelerated ? 64 : Vector256.IsHardwareAccelerated ? 32 : Vector128.IsHardwareAccelerated ? 16 : 0;

    /// <summary>Samples of a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>Number of threads.</summary>
    public abstract int Threads { get; }

    /// <summary>The engine for a type and a number of threads.</summary>
    /// <param name="type">Float32 or Float64.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="vectorBytes">Width of the vectors, 64, 32 or 16; the widest that the processor works with when null.</param>
    public static KernelEngine Of(ScalarType type, int threads, int? vectorBytes = null)
    {
        var team = ThreadTeam.Of(threads);
        return (type, vectorBytes ?? VectorBytes) switch
        {
            (ScalarType.Float32, 64) => new KernelEngine<float, Lanes512<float>>(team),
            (ScalarType.Float64, 64) => new KernelEngine<double, Lanes512<double>>(team),
            (ScalarType.Float32, 32) => new KernelEngine<float, Lanes256<float>>(team),
            (ScalarType.Float64, 32) => new KernelEngine<double, Lanes256<double>>(team),
            (ScalarType.Float32, _) => new KernelEngine<float, Lanes128<float>>(team),
            _ => new KernelEngine<double, Lanes128<double>>(team),
        };
    }

    /// <summary>Makes what the edges that leave a state share: its rectified map and its pools.</summary>
    /// <param name="state">The state.</param>
    /// <param name="border">Zeros around the rectified map.</param>
    /// <param name="windows">The pools.</param>
    public abstract void Prepare(CellState state, int border, IEnumerable<PoolWindow> windows);

    /// <summary>The zeros that the convolutions of an edge need around the state that it leaves.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="height">Rows of the state.</param>
    /// <param name="width">Columns of the state.</param>
    public static int Border(EdgePlan edge, int height, int width) =>
        edge.Stacks.SelectMany(stack => stack.Stages[0].Branches).Select(branch => FilterTaps.Of(branch).InputBorder(height, width)).Append(0).Max();

    /// <summary>Computes a node.</summary>
    /// <param name="plan">Its edges.</param>
    /// <param name="states">The prepared states, one an edge.</param>
    /// <param name="weights">The weights of operations, or null where all are 1.</param>
    /// <param name="masks">Factors of the samples [edges, padded N], or null where all are 1.</param>
    /// <returns>The node's storage [C, H, W, padded N], and what the backward pass needs.</returns>
    public (Tensor node, NodeRecord record) Forward(NodePlan plan, IReadOnlyList<CellState> states, Tensor? weights, Tensor? masks)
    {
        nodes++;
        return Compute(plan, states, weights, masks);
    }

    /// <summary>Takes the gradient of a node back to its states and weights.</summary>
    /// <param name="plan">Its edges.</param>
    /// <param name="states">The prepared states, one an edge.</param>
    /// <param name="weights">The weights of operations, or null where all are 1.</param>
    /// <param name="masks">Factors of the samples [edges, padded N], or null where all are 1.</param>
    /// <param name="record">What the forward pass left.</param>
    /// <param name="gradient">The gradient of the node's storage.</param>
    /// <param name="wanted">Which gradients are asked for.</param>
    public abstract NodeGradients Backward(NodePlan plan, IReadOnlyList<CellState> states, Tensor? weights, Tensor? masks, NodeRecord record, Tensor gradient, WantedGradients wanted);

    /// <summary>The engine for arithmetic on a list of tensors, judged by the first of them; null where kernels do not run.</summary>
    /// <param name="tensors">The tensors.</param>
    public static KernelEngine? For(IReadOnlyList<Tensor> tensors) => tensors.Count > 0 && FastPath.Computes([tensors[0]]) ? Of(tensors[0].dtype, threads: 1) : null;

    /// <summary>Whether the kernels of this engine can compute with a tensor.</summary>
    /// <param name="tensor">The tensor; kernels cannot compute with null.</param>
    public abstract bool Computes([NotNullWhen(true)] Tensor? tensor);

    /// <summary>The sum of squares of a contiguous tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    public abstract double SumOfSquares(Tensor tensor);

    /// <summary>Sets a tensor to start + scale * direction. libtorch knows that it changed.</summary>
    /// <param name="target">The tensor, contiguous as the others; may be one of them.</param>
    /// <param name="start">The start.</param>
    /// <param name="scale">Of the direction.</param>
    /// <param name="direction">The direction.</param>
    public abstract void SetSum(Tensor target, Tensor start, double scale, Tensor direction);

    /// <summary>Moves the momentum of SGD: momentum = past * momentum + (scale * gradient + decay * weight).</summary>
    /// <param name="momentum">The momentum, contiguous as the others.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="weight">The weights, left as they are.</param>
    /// <param name="past">What is kept of the momentum.</param>
    /// <param name="scale">Of the gradient.</param>
    /// <param name="decay">Weight decay.</param>
    public abstract void MoveMomentum(Tensor momentum, Tensor gradient, Tensor weight, double past, double scale, double decay);

    protected abstract (Tensor node, NodeRecord record) Compute(NodePlan plan, IReadOnlyList<CellState> states, Tensor? weights, Tensor? masks);
}
