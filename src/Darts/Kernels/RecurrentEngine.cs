using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>The kernels of the relaxed recurrent cell for one number type, one vector width and one number of threads.</summary>
internal abstract class RecurrentEngine
{
    [ThreadStatic]
    private static long windows;

    /// <summary>Windows that kernels computed for this thread: tests read it to know that the fast path ran.</summary>
    public static long WindowsOnThisThread => windows;

    /// <summary>The engine for a type and a number of threads.</summary>
    /// <param name="type">Float32 or Float64.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="vectorBytes">Width of the vectors, 64, 32 or 16; the widest that the processor works with when null.</param>
    public static RecurrentEngine Of(ScalarType type, int threads, int? vectorBytes = null)
    {
        var team = ThreadTeam.Of(threads);
        return (type, vectorBytes ?? KernelEngine.VectorBytes) switch
        {
            (ScalarType.Float32, 64) => new RecurrentEngine<float, Lanes512<float>>(team),
            (ScalarType.Float64, 64) => new RecurrentEngine<double, Lanes512<double>>(team),
            (ScalarType.Float32, 32) => new RecurrentEngine<float, Lanes256<float>>(team),
            (ScalarType.Float64, 32) => new RecurrentEngine<double, Lanes256<double>>(team),
            (ScalarType.Float32, _) => new RecurrentEngine<float, Lanes128<float>>(team),
            _ => new RecurrentEngine<double, Lanes128<double>>(team),
        };
    }

    /// <summary>Computes a window.</summary>
    /// <returns>The outputs, [T, B, n], and what the backward pass needs.</returns>
    public (Tensor outputs, RecurrentRecord record) Forward(RecurrentPlan plan, RecurrentTensors tensors)
    {
        windows++;
        return Compute(plan, tensors);
    }

    /// <summary>Takes the gradient of a window's outputs back.</summary>
    /// <param name="plan">The pass.</param>
    /// <param name="tensors">What it read.</param>
    /// <param name="record">What it left.</param>
    /// <param name="gradient">The gradient of the outputs, [T, B, n], contiguous.</param>
    /// <param name="wantsWeights">Whether gradients of p are asked for.</param>
    /// <param name="wantsMatrices">Whether gradients of the matrices are.</param>
    public abstract RecurrentGradients Backward(RecurrentPlan plan, RecurrentTensors tensors, RecurrentRecord record, Tensor gradient, bool wantsWeights, bool wantsMatrices);

    protected abstract (Tensor outputs, RecurrentRecord record) Compute(RecurrentPlan plan, RecurrentTensors tensors);
}
