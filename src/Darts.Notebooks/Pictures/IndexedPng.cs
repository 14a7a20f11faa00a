using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Darts.Notebooks.Pictures;

/// <summary>Makes a browser's PNG about three times smaller by a palette: notebooks carry their pictures with them.</summary>
internal static class IndexedPng
{
    private static readonly uint[] s_crc = [.. Enumerable.Range(0, 256).Select(i => CrcOf((uint)i))];

    /// <returns>The smaller file; the file itself when it is no PNG of the kind that browsers write, or already small.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static byte[] Of(byte[] png)
    {
        if (PngReader.Read(png) is not { } raster)
            return png;
        var indexed = Write(raster, Palette.Of(raster.Pixels));
        return indexed.Length < png.Length ? indexed : png;
    }

    private static byte[] Write(Raster raster, Palette palette)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, raster.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), raster.Height);
        // Eight bits a pixel, colours by palette.
        (header[8], header[9]) = (8, 3);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "PLTE", [.. palette.Colors.SelectMany(color => (byte[])[(byte)(color >> 16), (byte)(color >> 8), (byte)color])]);
        WriteChunk(file, "IDAT", Compress(raster, palette));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(Raster raster, Palette palette)
    {
        using var compressed = new MemoryStream();
        using (var rows = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            for (var y = 0; y < raster.Height; y++)
            {
                // No filter: places in a palette predict nothing.
                rows.WriteByte(0);
                rows.Write(palette.Places, y * raster.Width, raster.Width);
            }
        }
        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] content)
    {
        byte[] checkedBytes = [.. Encoding.ASCII.GetBytes(type), .. content];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(checkedBytes);
        var crc = ~checkedBytes.Aggregate(~0u, (crc, next) => s_crc[(byte)(crc ^ next)] ^ (crc >> 8));
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        file.Write(number);
    }

    // PNG specification, annex D.
    private static uint CrcOf(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}
