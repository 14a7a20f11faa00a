using Darts.Runtime;
using SkiaSharp;

namespace Darts.Data;

/// <summary>Makes image files: from datasets in memory, for examples and tests of image folders, and pictures of noise for timings.</summary>
public static class ImageSamples
{
    /// <summary>Writes images of a dataset as PNG files, a folder for each class.</summary>
    /// <param name="dataset">Grey or colour images.</param>
    /// <param name="folder">Where the class folders are made.</param>
    /// <param name="size">Height and width of the files: the images are enlarged to it.</param>
    /// <exception cref="ArgumentException">The images have neither 1 nor 3 channels.</exception>
    public static void WriteFolder(ImageDataset dataset, string folder, int size)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (dataset.Channels is not (1 or 3))
            throw new ArgumentException($"{dataset.Channels} channels: image files have 1 (grey) or 3 (colour).", nameof(dataset));
        NativeLibraries.LoadImageDecoder();
        for (var i = 0; i < dataset.Count; i++)
        {
            // A class's name may hold a slash.
            var name = dataset.Classes[dataset.Labels[i]].Replace('/', '-');
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, $"{i:00000}.png");
            using var small = Bitmap(dataset, i);
            using var large = small.Resize(new SKImageInfo(size, size), SKFilterQuality.High);
            using var data = large.Encode(SKEncodedImageFormat.Png, 100);
            AtomicFile.Write(path, stream => data.SaveTo(stream));
        }
    }

    /// <summary>A JPEG file of smooth colours with some noise, about as hard to decode as a photograph.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="seed">Of the noise.</param>
    public static byte[] Jpeg(int width, int height, int seed)
    {
        NativeLibraries.LoadImageDecoder();
        var random = new RandomStream((ulong)seed);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = new byte[4 * width * height];
        for (var i = 0; i < width * height; i++)
        {
            var (x, y, noise) = (i % width, i / width, random.NextInt(40));
            pixels[4 * i] = (byte)(100 + 80 * Math.Sin(x * 0.02) + noise);
            pixels[4 * i + 1] = (byte)(100 + 80 * Math.Sin(y * 0.03 + seed) + noise);
            pixels[4 * i + 2] = (byte)(100 + 80 * Math.Cos((x + y) * 0.01) + noise);
            pixels[4 * i + 3] = 255;
        }

        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }

    private static SKBitmap Bitmap(ImageDataset dataset, int index)
    {
        var image = dataset.Image(index);
        var plane = dataset.Height * dataset.Width;
        var bitmap = new SKBitmap(new SKImageInfo(dataset.Width, dataset.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = new byte[4 * plane];
        for (var i = 0; i < plane; i++)
        {
            for (var c = 0; c < 3; c++)
                pixels[4 * i + c] = image[dataset.Channels == 1 ? i : c * plane + i];
            pixels[4 * i + 3] = 255;
        }

        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        return bitmap;
    }
}
