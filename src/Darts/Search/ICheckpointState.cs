namespace Darts.Search;

/// <summary>The state of something that runs in epochs, between two of them, to a file and back.</summary>
/// <typeparam name="TEpoch">What an epoch leaves.</typeparam>
internal interface ICheckpointState<TEpoch>
{
    /// <summary>What it is, for messages: <c>search</c>, <c>training</c>.</summary>
    string What { get; }

    void Write(string path, IReadOnlyList<TEpoch> history);

    /// <summary>Puts the state of a file into place and returns the epochs so far.</summary>
    /// <exception cref="InvalidDataException">The file is truncated, corrupt, or no checkpoint of this kind; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">It belongs to a run with other settings; nothing was changed.</exception>
    IReadOnlyList<TEpoch> Read(string path);
}
