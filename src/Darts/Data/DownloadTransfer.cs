using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Darts.Data;

/// <summary>One request for what is missing of a file, and the copying of what comes.</summary>
/// <param name="client">Sends the request.</param>
/// <param name="file">What to get.</param>
/// <param name="path">Where the file will be, for messages.</param>
/// <param name="patience">How long the other side may be silent.</param>
/// <param name="progress">Is told how far it is.</param>
internal sealed class DownloadTransfer(HttpClient client, DownloadFile file, string path, TimeSpan patience, IProgress<DownloadProgress>? progress)
{
    private const int ReportMilliseconds = 100;

    /// <summary>Asks for the bytes after those that are there and appends them.</summary>
    /// <exception cref="BrokenTransferException">The transfer ended early; what came is in the file.</exception>
    /// <exception cref="IOException">The address cannot be reached or refuses.</exception>
    /// <exception cref="InvalidDataException">The address offers a file of another size.</exception>
    public async Task AppendToAsync(FileStream target, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var response = await SendAsync(target.Length, silence, cancellation).ConfigureAwait(false);
        var content = response.Content.Headers;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && target.Length > 0)
        {
            // The address holds no more than what is here: either that is all, or it belongs to another file.
            if (content.ContentRange?.Length == target.Length)
                return;
            target.SetLength(0);
            throw new BrokenTransferException("what an earlier try left does not fit the file");
        }

        if (!response.IsSuccessStatusCode)
            throw new IOException(Problem($"answered {(int)response.StatusCode} ({response.ReasonPhrase}): the address is dead or refuses"));
        if (response.StatusCode != HttpStatusCode.PartialContent || content.ContentRange?.From != target.Length)
            target.SetLength(0); // A server that knows no ranges sends everything again.

        var total = target.Length + content.ContentLength;
        if (file.Size is { } size && total is { } offered && offered != size)
        {
            throw new InvalidDataException(
                Problem($"offers {offered:N0} bytes where {size:N0} are right: it serves another file now, or a page that asks for something"));
        }

        target.Seek(0, SeekOrigin.End);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        await CopyAsync(stream, target, file.Size ?? total, silence, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(long from, CancellationTokenSource silence, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        silence.CancelAfter(patience);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new IOException(Problem($"cannot be reached ({error.Message}): this machine is offline or the address is dead"), error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException(Problem($"did not answer within {patience.TotalSeconds:0.#} s: this machine is offline or the address is dead"), error);
        }
    }

    private async Task CopyAsync(Stream content, FileStream target, long? total, CancellationTokenSource silence, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 16];
        var sinceReport = Stopwatch.StartNew();
        progress?.Report(new(file.Name, target.Position, total));
        for (int read; (read = await ReadAsync(content, buffer, silence, cancellation).ConfigureAwait(false)) > 0;)
        {
            await target.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            if (sinceReport.ElapsedMilliseconds < ReportMilliseconds)
                continue;
            progress?.Report(new(file.Name, target.Position, total));
            sinceReport.Restart();
        }

        if (target.Position < total)
            throw new BrokenTransferException("the connection was closed early");
        progress?.Report(new(file.Name, target.Position, total));
    }

    private async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationTokenSource silence, CancellationToken cancellation)
    {
        silence.CancelAfter(patience);
        try
        {
            return await content.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new BrokenTransferException(error.Message, error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new BrokenTransferException($"silent for {patience.TotalSeconds:0.#} s", error);
        }
    }

    private string Problem(string what) => $"{file.Address}: {what}. {file.ByHand(path)}";
}
