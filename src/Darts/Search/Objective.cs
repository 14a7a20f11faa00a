using Darts.Kernels;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// A loss as a sum of terms. Each term is computed, differentiated and freed before the next one, so a batch that does not fit in memory can
/// be given in chunks.
/// </summary>
/// <param name="Terms">Functions that compute the terms anew, scalars whose sum is the loss.</param>
public sealed record Objective(IReadOnlyList<Func<Tensor>> Terms)
{
    /// <summary>A loss of one term.</summary>
    /// <param name="loss">Computes the loss, a scalar.</param>
    public Objective(Func<Tensor> loss)
        : this([loss])
    {
    }

    /// <summary>
    /// Computes the loss and adds its gradient to the <c>grad</c> of every parameter that asks for one.
    /// </summary>
    /// <returns>The loss, a scalar without graph.</returns>
    public Tensor Backward()
    {
        Tensor? total = null;
        foreach (var term in Terms)
        {
            using var scope = NewDisposeScope();
            var loss = term();
            KernelFailure.Rethrow(() => loss.backward());
            total = (total is null ? loss.detach() : total + loss.detach()).MoveToOuterDisposeScope();
        }

        return total ?? throw new InvalidOperationException("The objective has no terms.");
    }
}
