namespace Darts.Kernels;

/// <summary>
/// Threads that work on one thing together. A kernel lasts microseconds, so they wait for the next one spinning, and sleep only after a while
/// without work.
/// </summary>
/// <remarks>
/// Which thread does which part depends on the number of threads alone: the same number gives the same bits. The team is used by one caller at
/// a time; others wait.
/// </remarks>
internal sealed class ThreadTeam
{
    private const int SpinsBeforeSleep = 2000;

    private static readonly Dictionary<int, ThreadTeam> Teams = [];

    private readonly object wake = new();
    private readonly object turn = new();
    private Action<int>? work;
    private Exception? failure;
    private int round;
    private int busy;
    private int asleep;

    private ThreadTeam(int count)
    {
        Count = count;
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

    /// <summary>Runs a piece of work once on every thread and waits for all of them.</summary>
    /// <param name="work">Takes the number of the thread, from 0.</param>
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
        Volatile.Write(ref busy, Count - 1);
        Interlocked.Increment(ref round);
        if (Volatile.Read(ref asleep) > 0)
        {
            lock (wake)
                Monitor.PulseAll(wake);
        }

        Guarded(work, 0);
        for (var spin = new SpinWait(); Volatile.Read(ref busy) > 0;)
            spin.SpinOnce(sleep1Threshold: -1);
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

            seen++;
            Guarded(work!, member);
            Interlocked.Decrement(ref busy);
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

    private void Guarded(Action<int> piece, int member)
    {
        try
        {
            piece(member);
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
