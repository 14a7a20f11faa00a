using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Jupyter;

/// <summary>What a client tells a kernel about where to listen: Jupyter's connection file.</summary>
internal sealed record ConnectionFile
{
    [JsonPropertyName("ip")]
    public required string Address { get; init; }

    [JsonPropertyName("transport")]
    public required string Transport { get; init; }

    [JsonPropertyName("shell_port")]
    public required int ShellPort { get; init; }

    [JsonPropertyName("iopub_port")]
    public required int IOPubPort { get; init; }

    [JsonPropertyName("stdin_port")]
    public required int StdinPort { get; init; }

    [JsonPropertyName("control_port")]
    public required int ControlPort { get; init; }

    [JsonPropertyName("hb_port")]
    public required int HeartbeatPort { get; init; }

    [JsonPropertyName("key")]
    public string Key { get; init; } = "";

    [JsonPropertyName("signature_scheme")]
    public string SignatureScheme { get; init; } = MessageSigner.Scheme;

    [JsonPropertyName("kernel_name")]
    public string? KernelName { get; init; }

    /// <exception cref="InvalidDataException">The file is no connection file, or asks for what the kernel does not do.</exception>
    public static ConnectionFile Read(string path)
    {
        ConnectionFile? connection;
        try
        {
            connection = JsonSerializer.Deserialize<ConnectionFile>(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: not a Jupyter connection file: {e.Message}", e);
        }
        if (connection is null)
            throw new InvalidDataException($"{path}: not a Jupyter connection file.");
        if (connection.Transport != "tcp")
            throw new InvalidDataException($"{path}: transport {connection.Transport}: only tcp is served.");
        if (connection.SignatureScheme != MessageSigner.Scheme)
            throw new InvalidDataException($"{path}: signature_scheme {connection.SignatureScheme}: only {MessageSigner.Scheme} is served.");
        if (!IPAddress.TryParse(connection.Address, out var address) || !IPAddress.IsLoopback(address))
            throw new InvalidDataException($"{path}: ip {connection.Address}: a kernel runs any code it is sent, so it listens on the loopback address alone.");
        return connection;
    }

    /// <summary>A new connection on free ports of this machine, with a new key.</summary>
    public static ConnectionFile Create()
    {
        // All five are held open until all are known, so that none is given twice.
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            var ports = listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
            return new ConnectionFile
            {
                Address = IPAddress.Loopback.ToString(),
                Transport = "tcp",
                ShellPort = ports[0],
                IOPubPort = ports[1],
                StdinPort = ports[2],
                ControlPort = ports[3],
                HeartbeatPort = ports[4],
                Key = Guid.NewGuid().ToString(),
            };
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }

    /// <summary>Writes the file for its owner's eyes alone: who has the key can run code.</summary>
    public void Save(string path) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this), UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public string Endpoint(int port) => $"{Transport}://{Address}:{port}";
}
