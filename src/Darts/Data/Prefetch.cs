using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Darts.Data;

/// <summary>Runs an enumeration ahead of its consumer on a thread of its own.</summary>
public static class Prefetch
{
    /// <summary>
    /// Gives the items of <paramref name="source"/> in their order while a background thread already makes the next ones. An exception
    /// of the source reaches the consumer after the items made before it; disposing of the enumerator (as <c>foreach</c> does, however
    /// it is left) stops the thread and disposes of the source's enumerator.
    /// </summary>
    /// <param name="source">Makes the items; it runs on the background thread, so it must make no tensors (their dispose scopes are per thread).</param>
    /// <param name="depth">How many finished items may wait; 0 makes each when it is asked for, on the consumer's thread.</param>
    /// <remarks>
    /// Of items that were made and not given back yet, at most <paramref name="depth"/> + 2 exist at a time: one that is being made, those that
    /// wait, and the consumer's, which is the consumer's until it asks for the next. A source may therefore reuse a ring of that many buffers.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is negative.</exception>
    public static IEnumerable<T> InBackground<T>(IEnumerable<T> source, int depth)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        return depth == 0 ? source : Run(source, depth);
    }

    private static IEnumerable<T> Run<T>(IEnumerable<T> source, int depth)
    {
        using var queue = new BlockingCollection<T>(depth);
        using var stop = new CancellationTokenSource();
        Exception? failure = null;
        var thread = new Thread(Produce) { IsBackground = true, Name = "Darts prefetch" };
        thread.Start();
        try
        {
            foreach (var item in queue.GetConsumingEnumerable())
                yield return item;
            thread.Join();
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
        }
        finally
        {
            stop.Cancel();
            thread.Join();
        }

        void Produce()
        {
            try
            {
                foreach (var item in source)
                    queue.Add(item, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The consumer left.
            }
            catch (Exception error)
            {
                failure = error;
            }
            finally
            {
                queue.CompleteAdding();
            }
        }
    }
}
