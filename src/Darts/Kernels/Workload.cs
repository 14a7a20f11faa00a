namespace Darts.Kernels;

/// <summary>
/// A list of loops whose steps are independent, shared by a team: the first thread begins at the front of the list, the others where an equal part of the cost
/// lies before them, so loops listed in the same order from pass to pass stay on the same threads, which find in their caches what they wrote before. A thread
/// that is done takes steps from the ends of the others' shares: nobody waits for a slow core.
/// </summary>
/// <remarks>A step leaves what it computes in a place of its own, so the bits do not depend on which thread did it.</remarks>
internal sealed class Workload
{
    // Some microseconds, several times what it takes to wake and await the others.
    private const double WorthSharing = 8_000;

    // Two cache lines from one share to the next: processors fetch pairs.
    private const int Spacing = 16;

    private readonly List<(int steps, double cost, Action<int, int, int> body)> loops = [];
    private double total;

    /// <summary>Runs work that is in shares already: together, or, where it is too small to share, one share after the other.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="cost">Of all shares, about the number of its vector operations.</param>
    /// <param name="share">Does a share, from 0 to the number of threads - 1.</param>
    public static void Run(ThreadTeam team, double cost, Action<int> share)
    {
        if (cost >= WorthSharing)
        {
            team.Run(share);
            return;
        }

        for (var i = 0; i < team.Count; i++)
            share(i);
    }

    /// <summary>Deals chains of loops to threads, costliest first, each to the thread that has least; lists them thread by thread.</summary>
    /// <typeparam name="TChain">A chain.</typeparam>
    /// <param name="chains">The chains.</param>
    /// <param name="cost">Of all loops of a chain.</param>
    /// <param name="threads">Number of threads.</param>
    public static TChain[] Deal<TChain>(IEnumerable<TChain> chains, Func<TChain, double> cost, int threads)
    {
        var hands = Enumerable.Range(0, threads).Select(_ => (cost: 0.0, chains: new List<TChain>())).ToArray();
        foreach (var (chain, price) in chains.Select(chain => (chain, price: cost(chain))).OrderByDescending(pair => pair.price))
        {
            var least = Enumerable.Range(0, threads).MinBy(i => hands[i].cost);
            hands[least].cost += price;
            hands[least].chains.Add(chain);
        }

        return [.. hands.SelectMany(hand => hand.chains)];
    }

    /// <summary>Adds a loop.</summary>
    /// <param name="steps">Number of steps.</param>
    /// <param name="cost">Of one step, about the number of its vector operations.</param>
    /// <param name="body">Does some steps; takes a number that no other thread has meanwhile, from 0 to the number of threads - 1, the first step and the one after the last.</param>
    public void Add(int steps, double cost, Action<int, int, int> body)
    {
        loops.Add((steps, cost, body));
        total += steps * cost;
    }

    /// <summary>Runs all loops and waits for their end.</summary>
    /// <param name="team">The threads.</param>
    public void Run(ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (total < WorthSharing || team.Count == 1)
        {
            foreach (var (steps, _, body) in loops)
                body(0, 0, steps);
            return;
        }

        var bounds = Bounds(team.Count);
        var shares = new long[team.Count * Spacing];
        for (var i = 0; i < team.Count; i++)
            shares[i * Spacing] = Pack(bounds[i], bounds[i + 1]);
        team.Run(member =>
        {
            for (var i = 0; i < team.Count; i++)
            {
                ref var share = ref shares[(member + i) % team.Count * Spacing];
                for (int step; (step = Take(ref share, last: i > 0)) >= 0;)
                    Do(member, step);
            }
        });
    }

    /// <summary>Where each thread begins, steps being counted through all loops: a step belongs to the thread in whose part of the cost its middle lies.</summary>
    internal int[] Bounds(int threads)
    {
        var bounds = new int[threads + 1];
        for (var thread = 1; thread <= threads; thread++)
        {
            var (bound, before) = (total * thread / threads, 0.0);
            foreach (var (steps, cost, _) in loops)
            {
                bounds[thread] += thread == threads ? steps : (int)Math.Clamp(Math.Round((bound - before) / cost), 0, steps);
                before += steps * cost;
            }
        }

        return bounds;
    }

    private void Do(int member, int step)
    {
        foreach (var (steps, _, body) in loops)
        {
            if (step < steps)
            {
                body(member, step, step + 1);
                return;
            }

            step -= steps;
        }
    }

    /// <summary>Takes the first or the last step of a share; gives -1 where none is left.</summary>
    private static int Take(ref long share, bool last)
    {
        for (var seen = Volatile.Read(ref share); ;)
        {
            var (next, end) = ((int)(seen >> 32), (int)seen);
            if (next >= end)
                return -1;
            var found = Interlocked.CompareExchange(ref share, last ? Pack(next, end - 1) : Pack(next + 1, end), seen);
            if (found == seen)
                return last ? end - 1 : next;
            seen = found;
        }
    }

    private static long Pack(int next, int end) => ((long)next << 32) | (uint)end;
}
