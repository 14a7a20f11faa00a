using System.Runtime.CompilerServices;
using Darts.Runtime;

namespace Darts.Search;

/// <summary>
/// Something that runs in epochs: a checkpoint after each, and going on after the newest one, with the bits of a run that was never
/// interrupted.
/// </summary>
/// <typeparam name="TEpoch">What an epoch leaves.</typeparam>
/// <param name="what">What it is, for messages: <c>search</c>, <c>training</c>.</param>
/// <param name="epochs">Number of epochs.</param>
/// <param name="checkpoints">Where checkpoints go; nowhere when null.</param>
internal sealed class EpochLoop<TEpoch>(string what, int epochs, CheckpointFolder<TEpoch>? checkpoints)
{
    private readonly List<TEpoch> history = [];
    private readonly List<string> notices = [];
    private bool started;
    private bool interrupted;

    /// <summary>What the epochs so far left, those before an interruption included.</summary>
    public IReadOnlyList<TEpoch> History => history;

    /// <summary>What a reader should know of checkpoints.</summary>
    public IReadOnlyList<string> Notices => notices;

    /// <summary>Where the newest checkpoint is, for messages.</summary>
    public string LastCheckpoint => checkpoints?.Newest is { } newest ? $"The last good checkpoint is '{newest}'." : "There is no checkpoint (option CheckpointFolder).";

    /// <summary>Runs the epochs that are still to come.</summary>
    /// <param name="epoch">Runs one epoch, counted from 1.</param>
    public IEnumerable<TEpoch> Run(Func<int, TEpoch> epoch)
    {
        Begin();
        while (history.Count < epochs)
        {
            interrupted = true;
            var left = epoch(history.Count + 1);
            history.Add(left);
            checkpoints?.Write(history);
            interrupted = false;
            yield return left;
        }
    }

    /// <summary>As <see cref="Run"/>, on a thread of its own that computes an epoch each time one is asked for.</summary>
    /// <param name="epochs">What <see cref="Run"/> gave.</param>
    /// <param name="cancellation">For the caller's <c>WithCancellation</c>; the epochs themselves watch it.</param>
    public async IAsyncEnumerable<TEpoch> RunAsync(Func<CancellationToken, IEnumerable<TEpoch>> epochs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var thread = new SingleThread(what);
        using var enumerator = epochs(cancellation).GetEnumerator();
        while (await thread.Run(enumerator.MoveNext).ConfigureAwait(false))
            yield return enumerator.Current;
    }

    private void Begin()
    {
        if (checkpoints is not null && (!started || interrupted))
        {
            history.Clear();
            history.AddRange(checkpoints.Resume(notices));
        }

        if (interrupted && checkpoints is null)
            throw new InvalidOperationException($"The {what} was interrupted in the middle of an epoch. Build a new network and {what}, or give the {what} a CheckpointFolder to go on from.");
        if (interrupted && history.Count == 0)
            throw new InvalidOperationException($"The {what} was interrupted in its first epoch, before its first checkpoint. Build a new network and {what}.");
        started = true;
        interrupted = false;
    }
}
