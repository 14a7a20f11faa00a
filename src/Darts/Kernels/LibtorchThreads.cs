using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// Keeps libtorch on one thread as long as it lives. Its own threads spin for a while after each operation and would take the cores from the
/// team that the kernels work with.
/// </summary>
internal sealed class LibtorchThreads : IDisposable
{
    private readonly int before = get_num_threads();

    private LibtorchThreads() => set_num_threads(1);

    /// <summary>One thread for libtorch, or null where the kernels do not run.</summary>
    /// <param name="path">The path that computes.</param>
    public static LibtorchThreads? OneFor(ComputePath path) => path == ComputePath.Fast ? new LibtorchThreads() : null;

    public void Dispose() => set_num_threads(before);
}
