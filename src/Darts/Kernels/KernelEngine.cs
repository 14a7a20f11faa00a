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

    /// <summary>Computes a cell.</summary>
    /// <param name="plan">Its nodes.</param>
    /// <param name="inputs">The storages of the given states, [C, H, W, padded N].</param>
    /// <param name="batch">Number of samples N.</param>
    /// <param name="weights">The weights of operations, or null where all are 1.</param>
    /// <param name="masks">Factors of the samples [edges, padded N], or null where all are 1.</param>
    /// <returns>The output's storage [C, H, W, padded N], and what the backward pass needs.</returns>
    public (Tensor output, CellRecord record) Forward(CellPlan plan, IReadOnlyList<Tensor> inputs, int batch, Tensor? weights, Tensor? masks)
    {
        nodes += plan.Nodes.Count;
        return Compute(plan, new CellRecord(batch, inputs, inputs[0], weights, masks, [], []));
    }

    /// <summary>Takes the gradient of a cell back to its given states and weights.</summary>
    /// <param name="plan">Its nodes.</param>
    /// <param name="record">What the forward pass left.</param>
    /// <param name="gradient">The gradient of the output's storage.</param>
    /// <param name="wanted">Which gradients are asked for.</param>
    public abstract CellGradients Backward(CellPlan plan, CellRecord record, Tensor gradient, WantedGradients wanted);

    /// <summary>The Euclidean norm of all tensors together.</summary>
    /// <param name="tensors">Contiguous tensors.</param>
    public abstract double Norm(IReadOnlyList<Tensor> tensors);

    /// <summary>Moves the momentum of SGD: momentum = past * momentum + (scale * gradient + decay * weight).</summary>
    /// <param name="momentum">The momentum, contiguous as the others.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="weight">The weights, left as they are.</param>
    /// <param name="past">What is kept of the momentum.</param>
    /// <param name="scale">Of the gradient.</param>
    /// <param name="decay">Weight decay.</param>
    public abstract void MoveMomentum(Tensor momentum, Tensor gradient, Tensor weight, double past, double scale, double decay);

    /// <summary>Computes a cell from a record of its inputs.</summary>
    protected abstract (Tensor output, CellRecord record) Compute(CellPlan plan, CellRecord inputs);
}
