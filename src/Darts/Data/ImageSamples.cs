using Darts.Runtime;
using SkiaSharp;
using static TorchSharp.torch;

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
            using var small = Bitmap(dataset.Image(i), dataset.Channels, dataset.Height, dataset.Width);
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

    /// <summary>The PNG file of an image that was made a network's input, its normalisation undone.</summary>
    /// <param name="image">[C, H, W] with 1 or 3 channels, as a batch holds it.</param>
    /// <param name="normalization">What made it the network's input.</param>
    /// <exception cref="ArgumentException">The image has neither 1 nor 3 channels, or another number than the normalisation.</exception>
    public static byte[] Png(Tensor image, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(normalization);
        if (image.dim() != 3 || image.shape[0] is not (1 or 3) || image.shape[0] != normalization.Channels)
            throw new ArgumentException($"Image of [{string.Join(", ", image.shape)}], normalisation of {normalization.Channels} channels: a picture is [C, H, W] with 1 or 3 channels, normalised each.", nameof(image));
        NativeLibraries.LoadImageDecoder();
        var (channels, height, width) = ((int)image.shape[0], (int)image.shape[1], (int)image.shape[2]);
        using var planes = image.detach().to(ScalarType.Float32, CPU).contiguous();
        var values = planes.data<float>().ToArray();
        byte[] pixels = [.. values.Select((value, i) =>
        {
            var channel = i / (height * width);
            return (byte)Math.Clamp(Math.Round(255 * (value * normalization.Deviation[channel] + normalization.Mean[channel])), 0, 255);
        })];
        using var bitmap = Bitmap(pixels, channels, height, width);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>Grey or colour planes as a bitmap.</summary>
    private static SKBitmap Bitmap(ReadOnlySpan<byte> image, int channels, int height, int width)
    {
        var plane = height * width;
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = new byte[4 * plane];
        for (var i = 0; i < plane; i++)
        {
            for (var c = 0; c < 3; c++)
                pixels[4 * i + c] = image[channels == 1 ? i : c * plane + i];
            pixels[4 * i + 3] = 255;
        }

        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        return bitmap;
    }
}
