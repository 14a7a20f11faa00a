using System.Buffers.Binary;
using System.IO.Compression;
using Darts.Data;
using Darts.Runtime;

namespace Darts.Tests.Data;

/// <summary>Small files and datasets that tests are made of.</summary>
internal static class TestFiles
{
    public static byte[] Random(int count, ulong seed = 1, int upper = 256)
    {
        var stream = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)stream.NextInt(upper))];
    }

    public static byte[] Idx(int[] shape, byte[] values)
    {
        var file = new byte[4 + 4 * shape.Length + values.Length];
        (file[2], file[3]) = (8, (byte)shape.Length);
        for (var i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);
        values.CopyTo(file.AsSpan(4 + 4 * shape.Length));
        return file;
    }

    public static byte[] Zip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(content);
        return zipped.ToArray();
    }

    public static byte[] Unzip(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>A dataset of random pixels whose labels go round the classes.</summary>
    public static ImageDataset Dataset(int count, int channels = 3, int height = 6, int width = 5, int classes = 4) => new(
        "random",
        [.. Enumerable.Range(0, classes).Select(label => $"class {label}")],
        channels,
        height,
        width,
        Random(count * channels * height * width),
        [.. Enumerable.Range(0, count).Select(index => (byte)(index % classes))],
        new([.. Enumerable.Range(1, channels).Select(channel => 0.1 * channel)], [.. Enumerable.Range(1, channels).Select(channel => 0.2 + 0.1 * channel)]));

    /// <summary>A dataset in which every pixel of image i is i: the order of a batch can be read from it.</summary>
    public static ImageDataset Numbered(int count)
    {
        byte[] numbers = [.. Enumerable.Range(0, count).Select(number => (byte)number)];
        return new("numbered", ["even", "odd"], 1, 1, 1, numbers, [.. numbers.Select(number => (byte)(number % 2))], new([0], [1 / 255.0]));
    }
}
