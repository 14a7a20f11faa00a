using Darts.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>Gradients of an objective for one group of parameters while another is held fixed.</summary>
internal static class Gradients
{
    /// <summary>
    /// The gradient of the objective for <paramref name="wanted"/>; no other group gets one, and none is left behind. A parameter that the
    /// loss does not depend on has a gradient of zeros. Threads share the work on those held fixed.
    /// </summary>
    public static (Tensor loss, Tensor[] gradients) Of(Objective objective, IReadOnlyList<Parameter> wanted, IReadOnlyList<Parameter> fixedOnes, int threads = 1)
    {
        Clear(wanted);
        using var frozen = Freeze(fixedOnes, threads);
        var loss = objective.Backward();
        var gradients = wanted.Select(Gradient).ToArray();
        Clear(wanted);
        return (loss, gradients);
    }

    /// <summary>Forgets the gradients of a group.</summary>
    public static void Clear(IReadOnlyList<Parameter> parameters)
    {
        // Not shared: threads that free memory together wait for each other.
        foreach (var parameter in parameters)
            parameter.grad = null;
    }

    /// <summary>Holds a group fixed as long as the returned object lives: no gradient is computed for it, which saves a third of a pass.</summary>
    public static IDisposable Freeze(IReadOnlyList<Parameter> parameters, int threads = 1)
    {
        SharedLoop.Run(parameters.Count, threads, i => parameters[i].requires_grad = false);
        return new Unfreeze(parameters, threads);
    }

    /// <summary>Multiplies all gradients of a group by min(1, clip / (norm + 1e-6)), on the device and without waiting for it.</summary>
    /// <returns>Their norm before that, all together, a scalar.</returns>
    public static Tensor Clip(IReadOnlyList<Parameter> parameters, double clip)
    {
        using var _ = no_grad();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        var (coefficient, norm) = Architect.ClipCoefficient(gradients, clip);
        var capped = coefficient.clamp_max(1);
        foreach (var gradient in gradients)
            gradient.mul_(capped);
        return norm;
    }

    private static Tensor Gradient(Parameter parameter) => parameter.grad is { } gradient ? gradient : zeros_like(parameter);

    private sealed class Unfreeze(IReadOnlyList<Parameter> parameters, int threads) : IDisposable
    {
        public void Dispose() => SharedLoop.Run(parameters.Count, threads, i => parameters[i].requires_grad = true);
    }
}
