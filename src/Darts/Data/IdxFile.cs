using System.Buffers.Binary;
using System.IO.Compression;

namespace Darts.Data;

/// <summary>
/// An array of bytes in the IDX format of MNIST: 00 00 08 D, then D big-endian sizes, then the values; as it is or inside gzip.
/// </summary>
internal sealed record IdxFile(int[] Shape, byte[] Values)
{
    private const string Remedy = "Delete it and put a whole copy in its place.";

    /// <summary>Reads and checks a file with the given number of dimensions.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is truncated, corrupt, longer than it says, or not such a file.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        using var file = File.OpenRead(path);
        if (!Gzip.IsAtStartOf(file))
            return Parse(path, file, dimensions);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        return Parse(path, unpacked, dimensions);
    }

    private static IdxFile Parse(string path, Stream content, int dimensions)
    {
        Span<byte> header = stackalloc byte[4 + 4 * dimensions];
        var got = Fill(header);
        if (got < 4 || !header[..4].SequenceEqual<byte>([0, 0, 8, (byte)dimensions]))
        {
            throw new InvalidDataException(
                $"{path}: starts with '{Convert.ToHexString(header[..Math.Min(got, 4)])}' where an IDX file of bytes in {dimensions} dimension(s) starts with '000008{dimensions:X2}'. {Remedy}");
        }

        if (got < header.Length)
            throw new InvalidDataException($"{path}: truncated: ends after {got} of the {header.Length} bytes of its header. {Remedy}");

        var shape = new int[dimensions];
        long size = 1;
        for (var i = 0; i < dimensions; i++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + 4 * i)..]);
            if (length == 0 || size > Array.MaxLength / length)
                throw new InvalidDataException($"{path}: its header gives size {length} in dimension {i}: sizes are at least 1, and 2 GB in all at most. {Remedy}");
            size *= length;
            shape[i] = (int)length;
        }

        var values = new byte[size];
        var read = Fill(values);
        if (read < size)
            throw new InvalidDataException($"{path}: truncated: holds {read:N0} of the {size:N0} values that its header gives ({string.Join(" x ", shape)}). {Remedy}");
        if (Fill(header[..1]) > 0) // this also makes gzip compare its checksum
            throw new InvalidDataException($"{path}: goes on after the {size:N0} values that its header gives ({string.Join(" x ", shape)}). {Remedy}");
        return new(shape, values);

        int Fill(Span<byte> buffer)
        {
            try
            {
                return content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            }
            catch (InvalidDataException error)
            {
                throw new InvalidDataException($"{path}: damaged or truncated gzip data ({error.Message.TrimEnd('.')}). {Remedy}", error);
            }
        }
    }
}
