using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

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
            throw new InvalidDataException($"{file.Address}: what came is not the right file and was removed: {mismatch}. Run again to download it whole. {file.ByHand(path)}");
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
            target.Seek(0, SeekOrigin.End);
            try
            {
                await RequestAsync(file, path, target, progress, cancellation).ConfigureAwait(false);
                break;
            }
            catch (BrokenTransferException) when (attempt < Attempts)
            {
                // Taken up from where it broke off.
            }
            catch (BrokenTransferException broken)
            {
                throw new IOException(
                    $"{file.Address}: broke off {Attempts} times, last after {target.Length:N0} bytes ({broken.Message}). They are kept: run again to go on from there. {file.ByHand(path)}", broken);
            }
        }

        target.Flush(flushToDisk: true);
    }

    /// <summary>One request: asks for what is missing and appends what comes.</summary>
    private async Task RequestAsync(DownloadFile file, string path, FileStream target, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var response = await SendAsync(file, path, target.Length, patience, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && target.Length > 0)
        {
            // The address holds no more than what is here: either that is all, or it belongs to another file.
            if (response.Content.Headers.ContentRange?.Length == target.Length)
                return;
            target.SetLength(0);
            throw new BrokenTransferException("what an earlier try left does not fit the file", null);
        }

        if (!response.IsSuccessStatusCode)
            throw new IOException($"{file.Address}: answered {(int)response.StatusCode} ({response.ReasonPhrase}): the address is dead or refuses. {file.ByHand(path)}");
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != target.Length)
            target.SetLength(0); // A server that knows no ranges sends everything again.

        var total = target.Length + response.Content.Headers.ContentLength;
        if (file.Size is { } size && total is { } offered && offered != size)
        {
            throw new InvalidDataException(
                $"{file.Address}: offers {offered:N0} bytes where {size:N0} are right: it serves another file now, or a page that asks for something. {file.ByHand(path)}");
        }

        await CopyAsync(response, target, new(file.Name, target.Length, file.Size ?? total), progress, patience, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(DownloadFile file, string path, long from, CancellationTokenSource patience, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        patience.CancelAfter(Patience);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new IOException($"{file.Address}: cannot be reached ({error.Message}): this machine is offline or the address is dead. {file.ByHand(path)}", error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"{file.Address}: did not answer within {Patience.TotalSeconds:0.#} s: this machine is offline or the address is dead. {file.ByHand(path)}", error);
        }
    }

    private async Task CopyAsync(
        HttpResponseMessage response, FileStream target, DownloadProgress state, IProgress<DownloadProgress>? progress, CancellationTokenSource patience, CancellationToken cancellation)
    {
        var content = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var _ = content.ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        var sinceReport = Stopwatch.StartNew();
        progress?.Report(state);
        while (true)
        {
            int read;
            try
            {
                patience.CancelAfter(Patience);
                read = await content.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                throw new BrokenTransferException(error is IOException ? error.Message : $"silent for {Patience.TotalSeconds:0.#} s", error);
            }

            if (read == 0)
                break;
            await target.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            state = state with { Received = state.Received + read };
            if (sinceReport.ElapsedMilliseconds >= 100)
            {
                progress?.Report(state);
                sinceReport.Restart();
            }
        }

        if (state.Received < state.Total)
            throw new BrokenTransferException("the connection was closed early", null);
        progress?.Report(state);
    }

    private sealed class BrokenTransferException(string message, Exception? inner) : Exception(message, inner);
}
