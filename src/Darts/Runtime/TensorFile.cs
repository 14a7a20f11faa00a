using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace Darts.Runtime;

/// <summary>
/// Named tensors in the safetensors format: 8 bytes with the header's length, a header in JSON (name, type, shape, place), the raw
/// numbers. Reading runs no code and checks every size; files written here also carry a SHA-256 of header and numbers, taken with zeros
/// in its own place.
/// </summary>
public sealed class TensorFile : IDisposable
{
    private const string Checksum = "sha256";
    private const long LargestHeader = 100_000_000;

    private static readonly string NoChecksum = new('0', 64);

    private TensorFile(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors by name, on the CPU.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The texts that were stored beside them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Writes tensors from any device, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Tensors by name; any layout, written row by row.</param>
    /// <param name="metadata">Texts to store beside them.</param>
    /// <exception cref="NotSupportedException">The format has no name for a tensor's type.</exception>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var scope = NewDisposeScope();
        var contents = tensors.Select(pair => (name: pair.Key, type: pair.Value.dtype, pair.Value.shape, bytes: Bytes(pair.Value))).ToArray();

        var header = new Dictionary<string, object>();
        long offset = 0;
        foreach (var (name, type, shape, bytes) in contents)
        {
            header[name] = new Dictionary<string, object>
            {
                ["dtype"] = SafetensorsType.NameOf(type),
                ["shape"] = shape,
                ["data_offsets"] = new[] { offset, offset + bytes.Length },
            };
            offset += bytes.Length;
        }

        header["__metadata__"] = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>())
        {
            [Checksum] = NoChecksum,
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = new byte[(json.Length + 7) / 8 * 8];
        Array.Fill(padded, (byte)' ');
        json.CopyTo(padded, 0);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(padded);
        foreach (var (_, _, _, bytes) in contents)
            hash.AppendData(bytes);
        // Quotes within texts are escaped, so this form is there once.
        var place = padded.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{Checksum}\":\"{NoChecksum}\"")) + Checksum.Length + 4;
        Encoding.UTF8.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()), padded.AsSpan(place));

        AtomicFile.Write(path, stream =>
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded.Length);
            stream.Write(length);
            stream.Write(padded);
            foreach (var (_, _, _, bytes) in contents)
                stream.Write(bytes);
        });
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is truncated, foreign or corrupt; the message says what was found.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorFile Read(string path)
    {
        using var stream = File.OpenRead(path);
        var start = new byte[8];
        if (stream.ReadAtLeast(start, 8, throwOnEndOfStream: false) < 8)
            throw Corrupt(path, $"it has {stream.Length} bytes, a safetensors file at least 8");
        var length = BinaryPrimitives.ReadInt64LittleEndian(start);
        if (length is < 2 or > LargestHeader || length > stream.Length - 8)
            throw Corrupt(path, $"its header claims {length} bytes, the file has {stream.Length - 8} after the length");

        var json = new byte[length];
        stream.ReadExactly(json);
        var (entries, metadata) = Header(path, json);
        var size = stream.Length - 8 - length;
        CheckLayout(path, entries, size);

        var expected = metadata.Remove(Checksum, out var stored) ? stored : null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(WithoutChecksum(json, expected));
        var tensors = new Dictionary<string, Tensor>();
        foreach (var entry in entries)
        {
            var bytes = new byte[entry.End - entry.Begin];
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
            tensors[entry.Name] = FromBytes(bytes, entry.Type, entry.Shape);
        }

        if (expected is not null && Convert.ToHexStringLower(hash.GetHashAndReset()) != expected)
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw Corrupt(path, "its checksum does not match its content");
        }

        return new TensorFile(tensors, metadata);
    }

    /// <summary>Disposes the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }

    private static byte[] WithoutChecksum(byte[] json, string? checksum)
    {
        if (!string.IsNullOrEmpty(checksum) && json.AsSpan().IndexOf(Encoding.UTF8.GetBytes(checksum)) is >= 0 and var place)
            json.AsSpan(place, checksum.Length).Fill((byte)'0');
        return json;
    }

    private sealed record Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

    private static (Entry[] entries, Dictionary<string, string> metadata) Header(string path, byte[] json)
    {
        try
        {
            var entries = new List<Entry>();
            var metadata = new Dictionary<string, string>();
            using var document = JsonDocument.Parse(json);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("__metadata__"))
                {
                    foreach (var text in property.Value.EnumerateObject())
                        metadata[text.Name] = text.Value.GetString() ?? throw new FormatException($"the text '{text.Name}' is null");
                    continue;
                }

                if (entries.Exists(entry => entry.Name == property.Name))
                    throw new FormatException($"the tensor '{property.Name}' is there twice");
                var offsets = property.Value.GetProperty("data_offsets");
                entries.Add(new Entry(
                    property.Name,
                    SafetensorsType.Parse(property.Value.GetProperty("dtype").GetString()!),
                    [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())],
                    offsets[0].GetInt64(),
                    offsets[1].GetInt64()));
            }

            return ([.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)], metadata);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException(Corrupt(path, $"its header is not that of a safetensors file ({error.Message})").Message, error);
        }
    }

    private static void CheckLayout(string path, Entry[] entries, long size)
    {
        long end = 0;
        foreach (var entry in entries)
        {
            // Sizes come from the file: the product is checked, it may not wrap around.
            long bytes = SafetensorsType.SizeOf(entry.Type);
            foreach (var extent in entry.Shape)
                bytes = bytes >= 0 && extent >= 0 && (extent == 0 || bytes <= size / extent + 1) ? bytes * extent : -1;
            if (bytes < 0 || entry.Begin != end || entry.End - entry.Begin != bytes || entry.End > size)
                throw Corrupt(path, $"the tensor '{entry.Name}' [{string.Join(", ", entry.Shape)}] has the place {entry.Begin} to {entry.End} of {size} bytes");
            end = entry.End;
        }

        if (end != size)
            throw Corrupt(path, $"its tensors end at {end}, its numbers have {size} bytes");
    }

    private static InvalidDataException Corrupt(string path, string found) =>
        new($"'{path}' is truncated, corrupt or no safetensors file: {found}. Use another copy.");

    private static byte[] Bytes(Tensor tensor)
    {
        using var cpu = tensor.detach().cpu().contiguous();
        return cpu.bytes.ToArray();
    }

    private static Tensor FromBytes(byte[] bytes, ScalarType type, long[] shape)
    {
        var result = empty(shape, type, CPU);
        if (bytes.Length > 0)
            result.bytes = bytes;
        return result;
    }
}
