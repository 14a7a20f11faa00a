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
        return Compute(plan, new CellRecord(batch, inputs, inputs[0], weights, masks, null, []));
    }

    /// <summary>Takes the gradient of a cell back to its given states and weights.</summary>
    /// <param name="plan">Its nodes.</param>
    /// <param name="record">What the forward pass left.</param>
    /// <param name="gradient">The gradient of the output's storage.</param>
    /// <param name="wanted">Which gradients are asked for.</param>
    public abstract CellGradients Backward(CellPlan plan, CellRecord record, Tensor gradient, WantedGradients wanted);

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

    /// <summary>Computes a cell from a record of its inputs.</summary>
    protected abstract (Tensor output, CellRecord record) Compute(CellPlan plan, CellRecord inputs);
}
