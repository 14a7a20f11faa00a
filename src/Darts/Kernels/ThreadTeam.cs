namespace Darts.Kernels;

/// <summary>
/// Threads that work on one thing together. A kernel lasts microseconds, so they wait for the next one spinning, and sleep only after a while
/// without work.
/// </summary>
/// <remarks>
/// A round has one piece for every thread. A thread takes its own first, and then those of threads that have not come yet: nobody waits for one that the
/// system lets wait. What a piece is depends on its number alone, so the bits do not depend on who did it. The team is used by one caller at a time; others wait.
/// </remarks>
internal sealed class ThreadTeam
{
    private const int SpinsBeforeSleep = 2000;

    // Two cache lines from one to the next: processors fetch pairs.
    private const int Spacing = 32;

    private static readonly Dictionary<int, ThreadTeam> Teams = [];

    private readonly object wake = new();
    private readonly object turn = new();
    private readonly int[] taken;
    private Action<int>? work;
    private Exception? failure;
    private int round;
    private int unfinished;
    private int asleep;

    private ThreadTeam(int count)
    {
        Count = count;
        taken = new int[count * Spacing];
        for (var i = 1; i < count; i++)
        {
            var member = i;
            new Thread(() => Serve(member)) { IsBackground = true, Name = $"Kernels {member}" }.Start();
        }
    }

    /// <summary>Number of threads, the caller's among them.</summary>
    public int Count { get; }

    /// <summary>The team of a number of threads; there is one for each number.</summary>
    /// <param name="count">At least 1.</param>
    public static ThreadTeam Of(int count)
    {
        lock (Teams)
            return Teams.TryGetValue(count, out var team) ? team : Teams[count] = new ThreadTeam(count);
    }

    /// <summary>Holds the team for a sequence of rounds. The same thread may hold it several times.</summary>
    public Lease Hold()
    {
        Monitor.Enter(turn);
        return new Lease(this);
    }

    /// <summary>Runs all pieces of a round and waits for them. A piece must not run another round.</summary>
    /// <param name="work">Takes the number of its piece, from 0 to <see cref="Count"/> - 1.</param>
    public void Run(Action<int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (Count == 1)
        {
            work(0);
            return;
        }

        this.work = work;
        failure = null;
        Volatile.Write(ref unfinished, Count);
        var current = Interlocked.Increment(ref round);
        if (Volatile.Read(ref asleep) > 0)
        {
            lock (wake)
                Monitor.PulseAll(wake);
        }

        TakeAll(0, current);
        for (var spin = new SpinWait(); Volatile.Read(ref unfinished) > 0;)
            spin.SpinOnce(sleep1Threshold: -1);
        // The team lives as long as the process, and what it worked on should not.
        this.work = null;
        if (failure is { } error)
            throw new InvalidOperationException("A kernel failed.", error);
    }

    private void Serve(int member)
    {
        for (var seen = 0; ;)
        {
            for (var spins = 0; Volatile.Read(ref round) == seen; spins++)
            {
                if (spins >= SpinsBeforeSleep || Count > Environment.ProcessorCount)
                    Sleep(seen);
                else if (spins % 16 == 15)
                    Thread.Yield(); // Whoever else needs this core, perhaps a member that is not done, goes first.
                else
                    Thread.SpinWait(20);
            }

            seen = Volatile.Read(ref round);
            TakeAll(member, seen);
        }
    }

    /// <summary>Does the pieces of a round that nobody has taken, one's own first. A thread that comes late finds none: they are of that round or a later one by then.</summary>
    private void TakeAll(int member, int current)
    {
        for (var i = 0; i < Count; i++)
        {
            var piece = (member + i) % Count;
            if (Interlocked.CompareExchange(ref taken[piece * Spacing], current, current - 1) != current - 1)
                continue;
            Guarded(work!, piece);
            Interlocked.Decrement(ref unfinished);
        }
    }

    private void Sleep(int seen)
    {
        lock (wake)
        {
            Interlocked.Increment(ref asleep);
            while (Volatile.Read(ref round) == seen)
                Monitor.Wait(wake);
            Interlocked.Decrement(ref asleep);
        }
    }

    private void Guarded(Action<int> work, int piece)
    {
        try
        {
            work(piece);
        }
        catch (Exception error)
        {
            // An exception must not end a thread of the team; the caller rethrows it.
            failure = error;
        }
    }

    /// <summary>The time in which a caller has the team for itself.</summary>
    /// <param name="team">The team.</param>
    internal readonly struct Lease(ThreadTeam team) : IDisposable
    {
        public void Dispose() => Monitor.Exit(team.turn);
    }
}
