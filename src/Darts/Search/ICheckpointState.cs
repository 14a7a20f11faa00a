namespace Darts.Search;

/// <summary>The state of a run between two epochs, to a file and back.</summary>
internal interface ICheckpointState<TEpoch>
{
    /// <summary>What the run is, for messages: a search, a retraining.</summary>
    string Run { get; }

    /// <summary>Writes the state after the last epoch.</summary>
    void Write(string path, IReadOnlyList<TEpoch> history);

    /// <summary>Puts the state of a file into the run and returns its epochs.</summary>
    /// <exception cref="InvalidDataException">The file is truncated, corrupt, or no checkpoint of such a run; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">It belongs to a run with other settings; nothing was changed.</exception>
    IReadOnlyList<TEpoch> Read(string path);
}
