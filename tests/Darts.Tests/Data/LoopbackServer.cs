using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Darts.Tests.Data;

/// <summary>A web server on the loopback address that serves files and can misbehave.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, byte[]> files = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    public LoopbackServer()
    {
        listener.Start();
        loop = Task.Run(ServeAsync);
    }

    /// <summary>The requests so far: path and the start of the range that was asked for, if any.</summary>
    public List<(string Path, long? From)> Requests { get; } = [];

    /// <summary>Whether ranges are honoured; otherwise everything is sent whatever was asked for.</summary>
    public bool KnowsRanges { get; init; } = true;

    /// <summary>The connection is closed after so many bytes of the content, once for every entry.</summary>
    public Queue<int> CutsAfter { get; } = [];

    /// <summary>Answers nothing, or no more than the head, and keeps the connection open.</summary>
    public bool FallsSilentBeforeHead { get; init; }

    public bool FallsSilentAfterHead { get; init; }

    public Uri Serve(string path, byte[] content)
    {
        files[path] = content;
        return Address(path);
    }

    public Uri Address(string path) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{path}");

    public void Dispose()
    {
        stop.Cancel();
        loop.Wait();
        stop.Dispose();
        listener.Dispose();
    }

    private async Task ServeAsync()
    {
        var silent = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                if (await AnswerAsync(client.GetStream()))
                    client.Dispose();
                else
                    silent.Add(client);
            }
        }
        catch (OperationCanceledException)
        {
            silent.ForEach(client => client.Dispose());
        }
    }

    /// <summary>Answers one request; false leaves the connection open.</summary>
    private async Task<bool> AnswerAsync(NetworkStream stream)
    {
        var request = await ReadHeadAsync(stream);
        var path = request[0].Split(' ')[1].TrimStart('/');
        var range = request.FirstOrDefault(line => line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase));
        long? from = range is null ? null : long.Parse(range["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        Requests.Add((path, from));
        if (FallsSilentBeforeHead)
            return false;

        if (!files.TryGetValue(path, out var content))
        {
            await SendAsync(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0");
        }
        else if (KnowsRanges && from >= content.Length)
        {
            await SendAsync(stream, $"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */{content.Length}\r\nContent-Length: 0");
        }
        else
        {
            var start = KnowsRanges ? (int)(from ?? 0) : 0;
            var head = start > 0 ? $"206 Partial Content\r\nContent-Range: bytes {start}-{content.Length - 1}/{content.Length}" : "200 OK";
            await SendAsync(stream, $"HTTP/1.1 {head}\r\nContent-Length: {content.Length - start}");
            if (FallsSilentAfterHead)
                return false;
            var end = CutsAfter.TryDequeue(out var cut) ? start + cut : content.Length;
            await stream.WriteAsync(content.AsMemory(start..end));
        }

        return true;
    }

    private static async Task SendAsync(NetworkStream stream, string head) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\nConnection: close\r\n\r\n"));

    private static async Task<string[]> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer) == 1)
            head.Append((char)buffer[0]);
        return head.ToString().Split("\r\n");
    }
}
