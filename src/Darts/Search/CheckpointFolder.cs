using System.Globalization;
using System.Text.RegularExpressions;

namespace Darts.Search;

/// <summary>
/// The checkpoints of a search or a training: <c>epoch-0007.safetensors</c> and the one before it, so that one corrupt file loses one epoch and
/// not all of them.
/// </summary>
/// <typeparam name="TEpoch">What an epoch leaves.</typeparam>
internal sealed class CheckpointFolder<TEpoch>
{
    private const int Kept = 2;

    private readonly string folder;
    private readonly ICheckpointState<TEpoch> state;

    public CheckpointFolder(string folder, ICheckpointState<TEpoch> state)
    {
        this.folder = Path.GetFullPath(folder);
        this.state = state;
    }

    /// <summary>Path of the newest checkpoint; null when there is none.</summary>
    public string? Newest => Checkpoints().FirstOrDefault().path;

    /// <summary>Writes the checkpoint of the last epoch, then removes those that are no longer kept.</summary>
    public void Write(IReadOnlyList<TEpoch> history)
    {
        state.Write(Path.Combine(folder, $"epoch-{history.Count:0000}.safetensors"), history);
        foreach (var (path, _) in Checkpoints().Skip(Kept))
            File.Delete(path);
    }

    /// <summary>
    /// Puts the newest readable checkpoint's state into place and returns its epochs; none when the folder has no checkpoint. Says what it
    /// did in <paramref name="notices"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">There are checkpoints, but none is readable: nothing is begun anew over them.</exception>
    public IReadOnlyList<TEpoch> Resume(List<string> notices)
    {
        RemoveUnfinished();
        var corrupt = new List<string>();
        foreach (var (path, epoch) in Checkpoints())
        {
            try
            {
                var history = state.Read(path);
                notices.AddRange(corrupt.Select(message => $"{message} The checkpoint before it is used."));
                notices.Add($"The {state.What} goes on after epoch {epoch}, from '{path}'.");
                return history;
            }
            catch (InvalidDataException error)
            {
                corrupt.Add(error.Message);
            }
        }

        return corrupt.Count == 0 ? [] : throw new InvalidDataException(
            $"No checkpoint in '{folder}' can be read, so the {state.What} cannot go on: {string.Join(" ", corrupt)} Move the folder away to begin anew.");
    }

    /// <summary>What a process that was killed while it wrote left behind.</summary>
    private void RemoveUnfinished()
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder, "epoch-*.safetensors.*.tmp"))
            File.Delete(path);
    }

    private IEnumerable<(string path, int epoch)> Checkpoints() => !Directory.Exists(folder) ? [] :
        Directory.EnumerateFiles(folder)
            .Select(path => (path, match: CheckpointNames.Pattern().Match(Path.GetFileName(path))))
            .Where(file => file.match.Success)
            .Select(file => (file.path, epoch: int.Parse(file.match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)))
            .OrderByDescending(file => file.epoch);
}

/// <summary>The names of checkpoints.</summary>
internal static partial class CheckpointNames
{
    [GeneratedRegex(@"^epoch-(\d{4,})\.safetensors$")]
    public static partial Regex Pattern();
}
