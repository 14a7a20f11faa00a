using Darts.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// Arithmetic on lists of tensors, all without a graph: by kernels on a team of threads where those run, else by libtorch. A tensor that is changed gets a new
/// version either way, so that graphs made before are refused.
/// </summary>
internal static class TensorLists
{
    /// <summary>Copies of tensors.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="threads">Number of threads.</param>
    public static Tensor[] Copy(IReadOnlyList<Tensor> tensors, int threads)
    {
        using var _ = no_grad();
        Tensor[] copies = [.. tensors.Select(tensor => empty_like(tensor))];
        Set(copies, tensors, threads);
        return copies;
    }

    /// <summary>Sets tensors to values.</summary>
    /// <param name="targets">The tensors.</param>
    /// <param name="values">One a tensor, or none at all.</param>
    /// <param name="threads">Number of threads.</param>
    public static void Set(IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> values, int threads) =>
        SharedLoop.Run(values.Count, threads, i => targets[i].copy_(values[i]));

    /// <summary>Sets tensors to start + scale * direction.</summary>
    /// <param name="targets">The tensors.</param>
    /// <param name="starts">One a tensor.</param>
    /// <param name="scale">Of the directions.</param>
    /// <param name="directions">One a tensor.</param>
    /// <param name="threads">Number of threads.</param>
    public static void SetSum(IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> starts, double scale, IReadOnlyList<Tensor> directions, int threads)
    {
        var engine = KernelEngine.For(targets);
        SharedLoop.Run(targets.Count, threads, i =>
        {
            if (engine is not null && engine.Computes(targets[i]) && engine.Computes(starts[i]) && engine.Computes(directions[i]))
            {
                engine.SetSum(targets[i], starts[i], scale, directions[i]);
                return;
            }

            using var sum = starts[i].add(directions[i], alpha: scale);
            targets[i].copy_(sum);
        });
    }

    /// <summary>The same with a scale that is known on the device: it is read only where that is the CPU, so that no GPU is waited for.</summary>
    /// <param name="targets">The tensors.</param>
    /// <param name="starts">One a tensor.</param>
    /// <param name="scale">Of the directions, a scalar.</param>
    /// <param name="directions">One a tensor.</param>
    /// <param name="threads">Number of threads.</param>
    public static void SetSum(IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> starts, Tensor scale, IReadOnlyList<Tensor> directions, int threads)
    {
        if (scale.device_type == DeviceType.CPU)
        {
            SetSum(targets, starts, scale.to(ScalarType.Float64).item<double>(), directions, threads);
            return;
        }

        using var _ = no_grad();
        for (var i = 0; i < targets.Count; i++)
        {
            using var step = scale * directions[i];
            targets[i].copy_(starts[i]).add_(step);
        }
    }

    /// <summary>The Euclidean norm of all tensors together.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="threads">Number of threads; the norm does not depend on it.</param>
    /// <returns>A scalar on their device.</returns>
    public static Tensor Norm(IReadOnlyList<Tensor> tensors, int threads)
    {
        if (KernelEngine.For(tensors) is not { } engine)
            return Architect.Norm(tensors);
        var squares = new double[tensors.Count];
        SharedLoop.Run(tensors.Count, threads, i => squares[i] = SumOfSquares(engine, tensors[i]));
        return tensors[0].new_full([], Math.Sqrt(squares.Sum()));
    }

    private static double SumOfSquares(KernelEngine engine, Tensor tensor)
    {
        if (engine.Computes(tensor))
            return engine.SumOfSquares(tensor);
        using var norm = tensor.to(ScalarType.Float64).norm();
        return Math.Pow(norm.item<double>(), 2);
    }
}
