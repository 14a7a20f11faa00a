using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// Brings an exception out of a backward pass. Thrown through libtorch's frames it would end the process, so libtorch is given gradients of an
/// impossible shape, at which it raises an exception of its own after it has put its state in order.
/// </summary>
internal static class KernelFailure
{
    [ThreadStatic]
    private static Exception? last;

    /// <summary>Keeps an exception and gives the gradients that libtorch refuses.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="count">Number of gradients.</param>
    public static List<Tensor> Report(Exception error, int count)
    {
        last = error;
        // Six sides, which no tensor of a node has.
        return [.. Enumerable.Range(0, count).Select(i => i == 0 ? null! : zeros([1, 2, 3, 5, 7, 11], ScalarType.Float32, CPU))];
    }

    /// <summary>Runs a backward pass; where a kernel failed in it, throws what the kernel said instead of what libtorch said of the shape.</summary>
    /// <param name="backward">The pass.</param>
    /// <exception cref="InvalidOperationException">A kernel failed.</exception>
    public static void Rethrow(Action backward)
    {
        last = null;
        try
        {
            backward();
        }
        catch (ExternalException) when (last is not null)
        {
            throw new InvalidOperationException($"The backward pass of the fast path failed: {last.Message}", last);
        }
    }
}
