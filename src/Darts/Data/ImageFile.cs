using System.Numerics;
using System.Runtime.InteropServices;
using Darts.Runtime;
using SkiaSharp;

namespace Darts.Data;

/// <summary>Decodes JPEG and PNG files.</summary>
internal static class ImageFile
{
    private static readonly SKColorType Layout = SKColorType.Rgba8888;

    /// <summary>The endings of names that are taken for images.</summary>
    public static bool IsImage(string path) => Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG";

    /// <summary>Decodes a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is truncated, damaged or no image.</exception>
    public static SKBitmap Decode(string path)
    {
        NativeLibraries.LoadImageDecoder();
        using var data = SKData.Create(path) ?? throw new InvalidDataException($"'{path}' cannot be read.");
        using var codec = SKCodec.Create(data) ?? throw new InvalidDataException($"'{path}' ({data.Size:N0} bytes) is damaged or no JPEG or PNG image.");
        var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, Layout, SKAlphaType.Unpremul));
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result == SKCodecResult.Success)
            return bitmap;
        bitmap.Dispose();
        throw new InvalidDataException($"'{path}' ({data.Size:N0} bytes) is damaged: decoding it ended with {result}.");
    }

    /// <summary>Scales a part of an image to a square.</summary>
    /// <param name="image">The image.</param>
    /// <param name="window">The part.</param>
    /// <param name="size">Side of the square.</param>
    /// <param name="target">Receives red, green and blue plane, 0 to 255.</param>
    /// <param name="mirrored">Mirror left to right.</param>
    public static void Scale(SKBitmap image, CropWindow window, int size, Span<float> target, bool mirrored)
    {
        using var part = new SKBitmap();
        image.ExtractSubset(part, new SKRectI(window.Left, window.Top, window.Left + window.Width, window.Top + window.Height));
        using var scaled = new SKBitmap(new SKImageInfo(size, size, Layout, SKAlphaType.Unpremul));
        part.ScalePixels(scaled, SKFilterQuality.Medium);
        Split(MemoryMarshal.Cast<byte, uint>(scaled.GetPixelSpan()), target);
        for (var start = 0; mirrored && start < target.Length; start += size)
            target.Slice(start, size).Reverse();
    }

    /// <summary>Parts pixels of four bytes into three planes of numbers.</summary>
    private static void Split(ReadOnlySpan<uint> pixels, Span<float> target)
    {
        var (plane, i) = (pixels.Length, 0);
        var low = new Vector<uint>(255);
        for (; i + Vector<uint>.Count <= plane; i += Vector<uint>.Count)
        {
            var pixel = new Vector<uint>(pixels[i..]);
            Numbers(pixel & low).CopyTo(target[i..]);
            Numbers((pixel >> 8) & low).CopyTo(target[(plane + i)..]);
            Numbers((pixel >> 16) & low).CopyTo(target[(2 * plane + i)..]);
        }

        for (; i < plane; i++)
            (target[i], target[plane + i], target[2 * plane + i]) = (pixels[i] & 255, (pixels[i] >> 8) & 255, (pixels[i] >> 16) & 255);

        static Vector<float> Numbers(Vector<uint> values) => Vector.ConvertToSingle(Vector.AsVectorInt32(values));
    }
}
