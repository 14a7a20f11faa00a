namespace Darts.Data;

/// <summary>
/// Downloads a file: into <c>NAME.part</c>, going on from what an earlier try left there, checked, and only then under its name. So a
/// file that has its name is whole and right.
/// </summary>
public sealed class Downloader
{
    private static readonly HttpClient Shared = new() { Timeout = Timeout.InfiniteTimeSpan };

    private readonly HttpClient client;

    /// <summary>Makes a downloader.</summary>
    /// <param name="client">Sends the requests; one of the kit's own if left out. It is not disposed of here.</param>
    public Downloader(HttpClient? client = null) => this.client = client ?? Shared;

    /// <summary>How many transfers may break off before the download gives up; each goes on where the last one ended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Attempts
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Attempts), $"Attempts = {value}: a download takes at least 1.");
    } = 5;

    /// <summary>How long the other side may be silent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public TimeSpan Patience
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Patience), $"Patience = {value}: give more than 0.");
    } = TimeSpan.FromSeconds(60);

    /// <summary>Makes sure that a file is there, whole and right: a copy that is there already is checked, otherwise it is downloaded.</summary>
    /// <param name="file">What to get.</param>
    /// <param name="folder">Where to put it; made if missing.</param>
    /// <param name="progress">Is told how far it is, a few times a second.</param>
    /// <param name="cancellation">Stops the download; what has come is kept and taken up by the next try.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="IOException">The address cannot be reached, refuses, or breaks off again and again; the message says how to do it by hand.</exception>
    /// <exception cref="InvalidDataException">What came, or what is there, is not the right file.</exception>
    public async Task<string> FetchAsync(
        DownloadFile file, string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = Path.GetFullPath(Path.Combine(folder, file.Name));
        if (File.Exists(path))
        {
            return file.Mismatch(path) is { } wrong
                ? throw new InvalidDataException($"{path}: not the right file: {wrong}. Delete it to have it downloaded, or put the right one in its place.")
                : path;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + ".part";
        await ReceiveAsync(file, path, part, progress, cancellation).ConfigureAwait(false);
        if (file.Mismatch(part) is { } mismatch)
        {
            File.Delete(part);
            throw new InvalidDataException(
                $"{file.Address}: what came is not the right file and was removed: {mismatch}. Run again to download it whole. {file.ByHand(path)}");
        }

        File.Move(part, path);
        return path;
    }

    /// <summary>Fills the part file, taking a transfer that breaks off up again.</summary>
    private async Task ReceiveAsync(DownloadFile file, string path, string part, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var target = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        await using var _ = target.ConfigureAwait(false);
        if (target.Length > file.Size)
            target.SetLength(0);
        for (var attempt = 1; target.Length == 0 || target.Length != file.Size; attempt++)
        {
            try
            {
                await new DownloadTransfer(client, file, path, Patience, progress).AppendToAsync(target, cancellation).ConfigureAwait(false);
                break;
            }
            catch (BrokenTransferException) when (attempt < Attempts)
            {
                // Taken up from where it broke off.
            }
            catch (BrokenTransferException broken)
            {
                throw new IOException(
                    $"{file.Address}: broke off {Attempts} times, last after {target.Length:N0} bytes ({broken.Message}). "
                    + $"They are kept: run again to go on from there. {file.ByHand(path)}",
                    broken);
            }
        }

        target.Flush(flushToDisk: true);
    }
}
