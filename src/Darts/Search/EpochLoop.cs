using Darts.Runtime;

namespace Darts.Search;

/// <summary>
/// Epoch after epoch with a checkpoint after each: what a search and a retraining share. A loop whose folder holds checkpoints goes on after the
/// newest one.
/// </summary>
internal sealed class EpochLoop<TEpoch>
{
    private readonly int epochs;
    private readonly string run;
    private readonly CheckpointFolder<TEpoch>? checkpoints;
    private readonly List<TEpoch> history = [];
    private readonly List<string> notices = [];
    private bool started;
    private bool interrupted;

    /// <summary>Prepares a loop.</summary>
    /// <param name="epochs">Number of epochs.</param>
    /// <param name="folder">Folder for checkpoints; none when null.</param>
    /// <param name="state">What is stored.</param>
    public EpochLoop(int epochs, string? folder, ICheckpointState<TEpoch> state)
    {
        (this.epochs, run) = (epochs, state.Run);
        checkpoints = folder is null ? null : new CheckpointFolder<TEpoch>(folder, state);
    }

    /// <summary>What the epochs so far left, those before an interruption included.</summary>
    public IReadOnlyList<TEpoch> History => history;

    /// <summary>What a reader should know: that the run goes on from a checkpoint, that a corrupt one was passed over.</summary>
    public IReadOnlyList<string> Notices => notices;

    /// <summary>A sentence on the checkpoint that is kept, for messages.</summary>
    public string Kept => checkpoints?.Newest is { } newest ? $"The last good checkpoint is '{newest}'." : "There is no checkpoint (option CheckpointFolder).";

    /// <summary>Runs the epochs that are still to come.</summary>
    /// <param name="runEpoch">Runs the epoch of a number, from 1.</param>
    public IEnumerable<TEpoch> Run(Func<int, TEpoch> runEpoch)
    {
        Begin();
        while (history.Count < epochs)
        {
            interrupted = true;
            var epoch = runEpoch(history.Count + 1);
            history.Add(epoch);
            checkpoints?.Write(history);
            interrupted = false;
            yield return epoch;
        }
    }

    /// <summary>Computes the epochs on a thread of their own, each when it is asked for.</summary>
    /// <param name="epochs">What <see cref="Run"/> gives.</param>
    public async IAsyncEnumerable<TEpoch> OnOwnThread(IEnumerable<TEpoch> epochs)
    {
        using var thread = new SingleThread(run);
        using var enumerator = epochs.GetEnumerator();
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
            throw new InvalidOperationException($"The {run} was interrupted in the middle of an epoch. Build a new network and {run}, or give the {run} a CheckpointFolder to go on from.");
        if (interrupted && history.Count == 0)
            throw new InvalidOperationException($"The {run} was interrupted in its first epoch, before its first checkpoint. Build a new network and {run}.");
        started = true;
        interrupted = false;
    }
}
