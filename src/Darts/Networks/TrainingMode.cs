using Darts.Kernels;
using static TorchSharp.torch.nn;

namespace Darts.Networks;

/// <summary>
/// Puts a network into training mode. TorchSharp's <c>train()</c> visits a module once for each module around it: milliseconds in a search network, and nearly
/// every step finds it in that mode already. So this one asks first, and only modules without modules in them: whatever switches another one switches those too.
/// </summary>
/// <param name="network">The network; its modules are listed at the first use.</param>
internal sealed class TrainingMode(Module network)
{
    private Module[]? modules;

    /// <summary>Puts every module into training mode where one is not, if only one that somebody switched by itself.</summary>
    /// <param name="threads">Threads that ask.</param>
    public void Enter(int threads)
    {
        modules ??= [network, .. network.modules().Where(module => !module.children().Any())];
        var evaluating = false;
        SharedLoop.Run(modules.Length, threads, i =>
        {
            if (!modules[i].training)
                Volatile.Write(ref evaluating, true);
        });
        if (evaluating)
            network.train();
    }
}
