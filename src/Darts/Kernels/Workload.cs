namespace Darts.Kernels;

/// <summary>
/// A list of loops whose steps are independent, split over a team by their cost: the first thread gets the first of them, the last thread the last. So
/// loops listed in the same order from pass to pass stay on the same threads, which find in their caches what they wrote before. The split
/// depends on the loops and the number of threads alone.
/// </summary>
internal sealed class Workload
{
    // Some microseconds, several times what it takes to wake and await the others.
    private const double WorthSharing = 8_000;

    private readonly List<(int steps, double cost, Action<int, int, int> body)> loops = [];
    private double total;

    /// <summary>Runs work that is in shares already: together, or, where it is too small to share, one share after the other for the same bits.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="cost">Of all shares, about the number of its vector operations.</param>
    /// <param name="share">Does the share of a thread, from 0.</param>
    public static void Run(ThreadTeam team, double cost, Action<int> share)
    {
        if (cost >= WorthSharing)
        {
            team.Run(share);
            return;
        }

        for (var thread = 0; thread < team.Count; thread++)
            share(thread);
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
    /// <param name="body">Does some steps; takes the thread's number, the first step and the one after the last.</param>
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
        if (loops.Count == 0)
            return;
        Run(team, total, thread => Share(thread, team.Count));
    }

    private void Share(int thread, int threads)
    {
        var (from, to) = (total * thread / threads, total * (thread + 1) / threads);
        var before = 0.0;
        foreach (var (steps, cost, body) in loops)
        {
            // A step belongs to the thread in whose share its middle lies; both neighbours round the same number in the same way.
            var (first, end) = (Step(from, before, steps, cost), thread == threads - 1 ? steps : Step(to, before, steps, cost));
            if (first < end)
                body(thread, first, end);
            before += steps * cost;
        }
    }

    private static int Step(double bound, double before, int steps, double cost) => (int)Math.Clamp(Math.Round((bound - before) / cost), 0, steps);
}
