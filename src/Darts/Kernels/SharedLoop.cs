using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// Loops that a team of threads shares, for what is done weight by weight or module by module between two passes: a search network has more than a thousand
/// small weights, and a few calls of libtorch for each are milliseconds a step.
/// </summary>
internal static class SharedLoop
{
    // Dealt in turn, so that every thread gets small and large weights: they grow along a network, and alternate within an operation.
    private const int Block = 16;

    // Of a step, in the measure of Workload: about a microsecond.
    private const double Cost = 1000;

    /// <summary>Does something for every number, without a graph, on any thread.</summary>
    /// <param name="count">Number of steps.</param>
    /// <param name="threads">Number of threads.</param>
    /// <param name="body">Takes the number of its step. It must not need another step; a tensor that it leaves for later is detached from the dispose scope, which is the thread's own.</param>
    public static void Run(int count, int threads, Action<int> body)
    {
        var team = ThreadTeam.Of(threads);
        using var lease = team.Hold();
        Workload.Run(team, count * Cost, thread =>
        {
            using var _ = no_grad();
            for (var start = thread * Block; start < count; start += threads * Block)
            {
                for (var i = start; i < Math.Min(start + Block, count); i++)
                    body(i);
            }
        });
    }
}
