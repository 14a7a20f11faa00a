namespace Darts.Kernels;

/// <summary>
/// While this is held, cells that the thread computes hand the gradients of their weights to <c>grad</c> themselves, in the backward pass, instead of
/// letting libtorch's graph do it, which takes 10 microseconds a weight: a fifth of a step of a small network. It is for training steps, which compute a
/// loss, call <c>backward()</c> once, and ask <c>grad</c>. <c>autograd.grad</c> for a weight, and <c>create_graph</c>, need a pass without it.
/// </summary>
internal sealed class DirectGradients : IDisposable
{
    [ThreadStatic]
    private static int holders;

    private bool disposed;

    private DirectGradients() => holders++;

    /// <summary>Whether it is held by this thread.</summary>
    public static bool AreHeld => holders > 0;

    /// <summary>Holds it until the result is disposed of, by the same thread.</summary>
    public static DirectGradients Hold() => new();

    public void Dispose()
    {
        holders -= disposed ? 0 : 1;
        disposed = true;
    }
}
