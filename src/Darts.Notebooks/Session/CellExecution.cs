using Microsoft.DotNet.Interactive;

namespace Darts.Notebooks.Session;

/// <summary>
/// One run of one cell. The last one stays current until the next begins: a task that outlives its cell still writes somewhere,
/// as Jupyter users expect. Static, because a kernel runs one cell at a time and user code may come from any thread.
/// </summary>
internal sealed class CellExecution : IDisposable
{
    private static volatile CellExecution? s_current;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _gate = new();
    private Thread? _thread = Thread.CurrentThread;
    private volatile bool _interrupted;

    private CellExecution(ICellOutput output)
    {
        Output = output;
        Cancellation = _cancellation.Token;
        Context = new KernelInvocationContext(this);
    }

    public static CellExecution? Current => s_current;

    public static CellExecution Required =>
        s_current ?? throw new InvalidOperationException("Nothing can be displayed or asked here: no cell has run.");

    public ICellOutput Output { get; }

    public KernelInvocationContext Context { get; }

    public CancellationToken Cancellation { get; }

    public bool IsInterrupted => _interrupted;

    /// <summary>Begins a cell on the calling thread, which is the one that an interrupt wakes.</summary>
    public static CellExecution Begin(ICellOutput output)
    {
        Interrupts.Reset();
        return s_current = new CellExecution(output);
    }

    /// <summary>Asks the cell to stop: its token, its loops and whatever its thread waits for. Nothing happens when it has ended.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (_thread is null)
                return;
            _interrupted = true;
            Interrupts.Request();
            _thread.Interrupt();
        }
        // Outside the lock: callbacks of user code run here.
        _cancellation.Cancel();
    }

    /// <summary>Ends the cell: an interrupt that comes now has no effect on the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
            _thread = null;
        Interrupts.Reset();
        if (IsInterrupted)
            SwallowPendingInterrupt();
    }

    // Thread.Interrupt waits for the next blocking call; it must not hit the kernel's own.
    private static void SwallowPendingInterrupt()
    {
        try
        {
            Thread.Sleep(1);
        }
        catch (ThreadInterruptedException)
        {
            // This is the one that was pending.
        }
    }
}
