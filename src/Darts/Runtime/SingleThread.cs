using System.Collections.Concurrent;

namespace Darts.Runtime;

/// <summary>
/// Runs work on one thread of its own, piece by piece. libtorch keeps a team of workers for every thread that computes, so a loop that awaits
/// between its pieces must come back to the same thread.
/// </summary>
internal sealed class SingleThread : IDisposable
{
    private readonly BlockingCollection<Action> work = [];

    public SingleThread(string name) => new Thread(Loop) { IsBackground = true, Name = name }.Start();

    /// <summary>Runs a piece of work; its exception is the task's.</summary>
    public Task<T> Run<T>(Func<T> piece)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                done.SetResult(piece());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return done.Task;
    }

    public void Dispose() => work.CompleteAdding();

    private void Loop()
    {
        foreach (var piece in work.GetConsumingEnumerable())
            piece();
        work.Dispose();
    }
}
