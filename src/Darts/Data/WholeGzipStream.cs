using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Darts.Data;

/// <summary>
/// Unpacks a gzip file of one member. <see cref="GZipStream"/> compares the checksum at the end only where there is one: of a file cut
/// within its last eight bytes it reports a regular end. Here the length that a whole file ends with is compared too.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "The base class disposes of the file.")]
internal sealed class WholeGzipStream(FileStream file) : GZipStream(file, CompressionMode.Decompress)
{
    private readonly FileStream file = file;
    private long unpacked;

    /// <summary>Whether the file starts like gzip, whatever it is called; it is left at its beginning.</summary>
    public static bool StartsLikeGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var zipped = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual<byte>([0x1f, 0x8b]);
        file.Position = 0;
        return zipped;
    }

    /// <inheritdoc/>
    /// <remarks>All ways of reading end here: in a derived class the base class leads the others to this one.</remarks>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, count);
        unpacked += read;
        if (read == 0 && count > 0)
            CheckLength();
        return read;
    }

    private void CheckLength()
    {
        Span<byte> length = stackalloc byte[4];
        file.Seek(-length.Length, SeekOrigin.End);
        file.ReadExactly(length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(length) != (uint)unpacked)
            throw new InvalidDataException("The file ends before its checksum.");
    }
}
