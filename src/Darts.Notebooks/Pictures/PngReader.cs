using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Darts.Notebooks.Pictures;

/// <summary>Reads the PNG files that browsers write of their pages: eight bits each of red, green and blue, not interlaced (PNG specification, 11.2 and 9.2).</summary>
internal static class PngReader
{
    private const int Signature = 8;
    private const int Channels = 3;

    /// <returns>The pixels; null for a PNG of another kind.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Raster? Read(byte[] file)
    {
        var (width, height) = (0, 0);
        using var compressed = new MemoryStream();
        for (var place = Signature; place + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(place));
            var content = file.AsSpan(place + 8, length);
            switch (Encoding.ASCII.GetString(file, place + 4, 4))
            {
                case "IHDR" when content[8..] is not [8, 2, 0, 0, 0]:
                    return null;
                case "IHDR":
                    width = BinaryPrimitives.ReadInt32BigEndian(content);
                    height = BinaryPrimitives.ReadInt32BigEndian(content[4..]);
                    break;
                case "IDAT":
                    compressed.Write(content);
                    break;
            }
            place += length + 12;
        }
        compressed.Position = 0;
        using var rows = new ZLibStream(compressed, CompressionMode.Decompress);
        return new Raster(width, height, Unfilter(rows, width, height));
    }

    // Every row begins with the number of the filter that predicts its bytes from the left, from above, or from both.
    private static int[] Unfilter(ZLibStream rows, int width, int height)
    {
        var pixels = new int[width * height];
        var above = new byte[Channels * (width + 1)];
        var row = new byte[Channels * (width + 1)];
        for (var y = 0; y < height; y++)
        {
            var filter = rows.ReadByte();
            // The first pixel stands left of the picture and stays zero.
            rows.ReadExactly(row, Channels, Channels * width);
            for (var i = Channels; i < row.Length; i++)
                row[i] += Prediction(filter, row[i - Channels], above[i], above[i - Channels]);
            for (var x = 0; x < width; x++)
            {
                var first = Channels * (x + 1);
                pixels[(y * width) + x] = (row[first] << 16) | (row[first + 1] << 8) | row[first + 2];
            }
            (above, row) = (row, above);
        }
        return pixels;
    }

    private static byte Prediction(int filter, int left, int above, int corner) => filter switch
    {
        0 => 0,
        1 => (byte)left,
        2 => (byte)above,
        3 => (byte)((left + above) / 2),
        4 => (byte)Paeth(left, above, corner),
        _ => throw new InvalidDataException($"A PNG row has the filter {filter}; there are 0 to 4."),
    };

    private static int Paeth(int left, int above, int corner)
    {
        var sum = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(sum - left), Math.Abs(sum - above), Math.Abs(sum - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
