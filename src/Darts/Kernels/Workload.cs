namespace Darts.Kernels;

/// <summary>
/// A list of loops whose steps are independent, split over a team so that every thread gets the same cost: loops that divide evenly each by itself,
/// which gives a thread the same rows of all of them, the others together by their cost. The split depends on the loops and the number of threads
/// alone. Loops of as many steps are walked side by side: they mostly read the same maps, which are then still in a cache.
/// </summary>
internal sealed class Workload
{
    // Some microseconds, several times what it takes to wake and await the others.
    private const double WorthSharing = 8_000;

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

    private readonly List<(int steps, double cost, Action<int, int, int> body)> loops = [];
    private double total;

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
        var uneven = loops.Where(loop => loop.steps % threads != 0).Sum(loop => loop.steps * loop.cost);
        var (from, to) = (uneven * thread / threads, uneven * (thread + 1) / threads);
        var before = 0.0;
        for (var i = 0; i < loops.Count; i++)
        {
            var (steps, cost, body) = loops[i];
            if (steps % threads == 0)
            {
                // The first of as many steps takes the others with it.
                if (loops.FindIndex(loop => loop.steps == steps) == i)
                    SideBySide(thread, steps, steps / threads);
                continue;
            }

            // A step belongs to the thread in whose share it begins; both neighbours round the same number in the same way.
            var (first, end) = (Step(from, before, steps, cost), thread == threads - 1 ? steps : Step(to, before, steps, cost));
            if (first < end)
                body(thread, first, end);
            before += steps * cost;
        }
    }

    private void SideBySide(int thread, int steps, int share)
    {
        for (var step = thread * share; step < (thread + 1) * share; step++)
        {
            foreach (var loop in loops)
            {
                if (loop.steps == steps)
                    loop.body(thread, step, step + 1);
            }
        }
    }

    private static int Step(double bound, double before, int steps, double cost) => (int)Math.Clamp(Math.Ceiling((bound - before) / cost), 0, steps);
}
