using Darts.Data;
using Darts.Runtime;
using SkiaSharp;
using static TorchSharp.torch;

namespace Darts.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private static readonly ImageFolderOptions Plain = new() { Size = 8, ResizedSide = 8, Jitter = ColorJitter.None, Normalization = new([0, 0, 0], [1, 1, 1]) };
    private static readonly BatchRequest Request = new(4, 1, "test", CPU, ScalarType.Float32);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Folders_are_classes_and_files_their_images_in_the_order_of_their_names()
    {
        Write("b/2.png", SKColors.Red);
        Write("b/inner/1.jpeg", SKColors.Red);
        Write("a/x.jpg", SKColors.Lime);
        folder.Write("a/notes.txt", "no image"u8);
        var images = ImageFolder.Open(folder.Path, Plain);
        Assert.Equal(["a", "b"], images.Classes);
        Assert.Equal(3, images.Count);
        using var scope = NewDisposeScope();
        using var batch = images.InOrder(Request).Single();
        Assert.Equal([0, 1, 1], batch.Labels.data<long>().ToArray());
        Assert.Equal([3, 3, 8, 8], batch.Images.shape);
        var first = batch.Images[0].mean([1, 2]).data<float>().ToArray();
        Assert.True(first[0] < 0.02 && first[1] > 0.97 && first[2] < 0.02, string.Join(' ', first)); // lime, through JPEG
        var png = batch.Images[1];
        Assert.Equal(1, png[0].min().item<float>());
        Assert.Equal(0, png[1].max().item<float>());
    }

    [Fact]
    public void Measuring_scales_the_shorter_side_and_takes_the_middle()
    {
        // Left third red, middle third green, right third blue: the middle square is green.
        using (var bitmap = new SKBitmap(96, 32))
        {
            for (var x = 0; x < 96; x++)
            {
                for (var y = 0; y < 32; y++)
                    bitmap.SetPixel(x, y, x < 32 ? SKColors.Red : x < 64 ? SKColors.Lime : SKColors.Blue);
            }

            Save("a/wide.png", bitmap);
        }

        using var scope = NewDisposeScope();
        using var batch = ImageFolder.Open(folder.Path, Plain).InOrder(Request).Single();
        Assert.Equal([0f, 1f, 0f], batch.Images[0].mean([1, 2]).data<float>().ToArray());
        Assert.Equal(new CropWindow(78, 16, 224, 224), CropWindow.Middle(380, 256, 224, 256));
        Assert.Equal(new CropWindow(0, 0, 3, 3), CropWindow.Middle(3, 3, 8, 8));
    }

    [Fact]
    public void Random_windows_keep_area_and_aspect_within_bounds()
    {
        var (areas, aspects) = (new List<double>(), new List<double>());
        for (var i = 0; i < 2000; i++)
        {
            var window = CropWindow.Random(400, 300, 0.08, 4.0 / 3, RandomStream.For(1, "window", i));
            Assert.True(window is { Left: >= 0, Top: >= 0 } && window.Left + window.Width <= 400 && window.Top + window.Height <= 300);
            areas.Add(window.Width * window.Height / 120000.0);
            aspects.Add(window.Width / (double)window.Height);
        }

        Assert.InRange(areas.Min(), 0.075, 0.12);
        Assert.InRange(areas.Max(), 0.9, 1.0);
        Assert.InRange(aspects.Min(), 0.74, 0.8);
        Assert.InRange(aspects.Max(), 1.28, 1.35);
        // An image that is too narrow for any aspect gives its middle.
        Assert.Equal(new CropWindow(0, 493, 10, 13), CropWindow.Random(10, 1000, 0.9, 4.0 / 3, new RandomStream(1)));
    }

    [Fact]
    public void A_pass_has_every_image_once_and_the_same_seed_gives_the_same_bits()
    {
        for (var i = 0; i < 6; i++)
            Write($"{i % 2}/{i}.png", new SKColor((byte)(40 * i), 0, 0), 20 + i, 30);
        var options = Plain with { Jitter = ColorJitter.Darts, Flip = true };
        var (first, again, other) = (Read(options, 0), Read(options with { Threads = 1, PrefetchDepth = 0 }, 0), Read(options, 1));
        Assert.Equal(6, first.Length / (3 * 64));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        // Without jitter the images of one colour come through whatever the crop: all six, once.
        var plain = Read(Plain, 0).Chunk(3 * 64).Select(image => image[0]).Order();
        Assert.All(plain.Zip(Enumerable.Range(0, 6)), pair => Assert.Equal(40 * pair.Second / 255f, pair.First, 1e-4f));
    }

    [Fact]
    public void Corrupt_files_are_named_and_skipped()
    {
        Write("a/1.png", SKColors.Red);
        Write("a/3.png", SKColors.Blue);
        folder.Write("a/2.png", "not an image"u8);
        var whole = File.ReadAllBytes(Write("b/4.jpg", SKColors.Lime, 200, 200));
        folder.Write("b/4.jpg", whole.AsSpan(0, whole.Length / 3));
        var images = ImageFolder.Open(folder.Path, Plain);
        using var scope = NewDisposeScope();
        using var batch = images.InOrder(Request).Single();
        Assert.Equal([0, 0], batch.Labels.data<long>().ToArray());
        Assert.Equal(1, batch.Images[1, 2].min().item<float>());
        Assert.Equal([folder["a/2.png"], folder["b/4.jpg"]], images.Corrupt.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("(12 bytes) is damaged or no JPEG or PNG image.", images.Corrupt[folder["a/2.png"]], StringComparison.Ordinal);
    }

    [Fact]
    public void Corrupt_files_are_fatal_where_that_is_asked_for_and_where_all_are()
    {
        folder.Write("a/1.png", "not an image"u8);
        var fail = ImageFolder.Open(folder.Path, Plain with { Corrupt = CorruptImages.Fail });
        Assert.Contains($"'{folder["a/1.png"]}' (12 bytes) is damaged", Assert.Throws<InvalidDataException>(() => fail.Pass(Request, 0).Count()).Message, StringComparison.Ordinal);
        var skip = ImageFolder.Open(folder.Path, Plain);
        Assert.StartsWith("None of the 1 images in", Assert.Throws<InvalidDataException>(() => skip.Pass(Request, 0).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_labels_or_figures_have_another_fingerprint()
    {
        Write("a/1.png", SKColors.Red);
        Write("b/2.png", SKColors.Blue);
        string[] prints =
        [
            ImageFolder.Open(folder.Path, Plain).Fingerprint,
            ImageFolder.Open(folder.Path, Plain, ["b", "a"]).Fingerprint,
            ImageFolder.Open(folder.Path, Plain with { Normalization = ImageFolder.ImageNetNormalization }).Fingerprint,
            More().Fingerprint,
        ];
        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.Equal(prints[^1], ImageFolder.Open(folder.Path, Plain).Fingerprint);

        ImageFolder More()
        {
            Write("b/3.png", SKColors.Blue);
            return ImageFolder.Open(folder.Path, Plain);
        }
    }

    [Fact]
    public void Folders_that_do_not_fit_are_refused()
    {
        Assert.Contains("there is no such folder", Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(folder["missing"])).Message, StringComparison.Ordinal);
        Assert.Contains("has no class folders", Assert.Throws<InvalidDataException>(() => ImageFolder.Open(folder.Path)).Message, StringComparison.Ordinal);
        Write("cat/1.png", SKColors.Red);
        Directory.CreateDirectory(folder["dog"]);
        Assert.StartsWith($"'{folder["dog"]}' has no images (.jpg, .jpeg, .png)", Assert.Throws<InvalidDataException>(() => ImageFolder.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("'cat' is not among the 2 classes. Did you mean 'cats'?", Assert.Throws<InvalidDataException>(() => ImageFolder.Open(folder.Path, classes: ["cats", "dog"])).Message, StringComparison.Ordinal);
        Assert.StartsWith($"'{folder["dog"]}' has no images", Assert.Throws<InvalidDataException>(() => ImageFolder.Open(folder.Path, classes: ["bird", "cat", "dog"])).Message, StringComparison.Ordinal);
        Directory.Delete(folder["dog"]);
        Assert.Equal(1, ImageFolder.Open(folder.Path, classes: ["bird", "cat", "dog"]).Count);
    }

    [Fact]
    public void A_class_folder_that_cannot_be_read_is_named()
    {
        Write("cat/1.png", SKColors.Red);
        // Nothing is unreadable to the system's administrator, so the error is made here.
        foreach (var error in new Exception[] { new UnauthorizedAccessException("Denied."), new IOException("The disk is broken.") })
        {
            var message = Assert.Throws<IOException>(() => ImageFolder.Open(folder.Path, null, null, _ => throw error)).Message;
            Assert.StartsWith($"'{folder["cat"]}' cannot be read: {error.Message} Repair it", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Jitter_changes_brightness_contrast_saturation_and_hue()
    {
        float[] image = [200, 100, 50, 100, 100, 200]; // two pixels: red 200 100, green 50 100, blue 100 200
        Assert.Equal(image, Jittered(ColorJitter.None, image));
        var bright = Jittered(new ColorJitter(0.4, 0, 0, 0), image);
        var factor = bright[0] / 200;
        Assert.InRange(factor, 0.6, 1.4);
        Assert.All(bright.Zip(image), pair => Assert.Equal(Math.Min(255, pair.Second * factor), pair.First, 1e-3f));

        var contrast = Jittered(new ColorJitter(0, 0.4, 0, 0), image);
        Assert.Equal(Grey(image, 0) + Grey(image, 1), Grey(contrast, 0) + Grey(contrast, 1), 1e-2); // the mean grey stays
        Assert.NotEqual(image[0], contrast[0]);
        var saturation = Jittered(new ColorJitter(0, 0, 0.4, 0), image);
        Assert.Equal(Grey(image, 0), Grey(saturation, 0), 1e-2); // every grey stays
        Assert.NotEqual(image[0], saturation[0]);
        var hue = Jittered(new ColorJitter(0, 0, 0, 0.2), image);
        for (var pixel = 0; pixel < 2; pixel++)
        {
            // Largest and smallest channel stay.
            Assert.Equal(Channels(image, pixel).Max(), Channels(hue, pixel).Max(), 1e-3);
            Assert.Equal(Channels(image, pixel).Min(), Channels(hue, pixel).Min(), 1e-3);
        }

        Assert.NotEqual(image, hue);

        static float[] Jittered(ColorJitter jitter, float[] image)
        {
            var copy = (float[])image.Clone();
            jitter.Apply(copy, new RandomStream(3));
            return copy;
        }

        static float[] Channels(float[] image, int pixel) => [image[pixel], image[2 + pixel], image[4 + pixel]];
        static double Grey(float[] image, int pixel) => 0.299 * image[pixel] + 0.587 * image[2 + pixel] + 0.114 * image[4 + pixel];
    }

    private float[] Read(ImageFolderOptions options, long pass)
    {
        using var scope = NewDisposeScope();
        return [.. ImageFolder.Open(folder.Path, options).Pass(Request, pass).SelectMany(batch => batch.Images.data<float>().ToArray())];
    }

    private string Write(string name, SKColor color, int width = 40, int height = 40)
    {
        NativeLibraries.LoadImageDecoder();
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(color);
        return Save(name, bitmap);
    }

    private string Save(string name, SKBitmap bitmap)
    {
        using var data = bitmap.Encode(name.EndsWith("png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 95);
        return folder.Write(name, data.AsSpan());
    }
}
