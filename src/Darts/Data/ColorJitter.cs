using Darts.Runtime;

namespace Darts.Data;

/// <summary>
/// Random changes of colour, in random order: brightness, contrast and saturation are multiplied with a factor of [1 - x, 1 + x], hue is turned by a part
/// of [-x, x] of the circle.
/// </summary>
/// <param name="Brightness">x of the brightness: all channels times the factor.</param>
/// <param name="Contrast">x of the contrast: the distance from the image's mean grey times the factor.</param>
/// <param name="Saturation">x of the saturation: the distance from the pixel's grey times the factor.</param>
/// <param name="Hue">x of the hue, at most 0.5.</param>
public sealed record ColorJitter(double Brightness, double Contrast, double Saturation, double Hue)
{
    private const int Changes = 4;

    /// <summary>The authors' for ImageNet.</summary>
    public static ColorJitter Darts { get; } = new(0.4, 0.4, 0.4, 0.2);

    /// <summary>No change.</summary>
    public static ColorJitter None { get; } = new(0, 0, 0, 0);

    /// <summary>Changes one image. Four factors and an order are drawn whatever is switched on.</summary>
    /// <param name="image">Red, green and blue plane, 0 to 255; changed in place.</param>
    /// <param name="random">The stream of this image.</param>
    internal void Apply(Span<float> image, RandomStream random)
    {
        var factors = new float[Changes];
        foreach (var (i, width) in new[] { Brightness, Contrast, Saturation, Hue }.Index())
            factors[i] = (float)((2 * random.NextDouble() - 1) * width);
        var plane = image.Length / 3;
        var red = image[..plane];
        var green = image.Slice(plane, plane);
        var blue = image[(2 * plane)..];
        foreach (var change in random.Permutation(Changes))
        {
            if (factors[change] == 0)
                continue;
            switch (change)
            {
                case 0:
                    Blend(image, 0, 1 + factors[0]);
                    break;
                case 1:
                    Blend(image, MeanGrey(red, green, blue), 1 + factors[1]);
                    break;
                case 2:
                    Saturate(red, green, blue, 1 + factors[2]);
                    break;
                default:
                    TurnHue(red, green, blue, factors[3]);
                    break;
            }
        }
    }

    private static float Grey(float red, float green, float blue) => 0.299f * red + 0.587f * green + 0.114f * blue;

    private static float MeanGrey(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        var sum = 0.0;
        for (var i = 0; i < red.Length; i++)
            sum += Grey(red[i], green[i], blue[i]);
        return (float)(sum / red.Length);
    }

    private static void Blend(Span<float> values, float other, float factor)
    {
        var rest = (1 - factor) * other;
        for (var i = 0; i < values.Length; i++)
            values[i] = Math.Clamp(factor * values[i] + rest, 0, 255);
    }

    private static void Saturate(Span<float> red, Span<float> green, Span<float> blue, float factor)
    {
        for (var i = 0; i < red.Length; i++)
        {
            var rest = (1 - factor) * Grey(red[i], green[i], blue[i]);
            red[i] = Math.Clamp(factor * red[i] + rest, 0, 255);
            green[i] = Math.Clamp(factor * green[i] + rest, 0, 255);
            blue[i] = Math.Clamp(factor * blue[i] + rest, 0, 255);
        }
    }

    /// <summary>
    /// Turns the hue of the hexagonal colour model by a part of the circle. A channel is v - c max(0, min(k, 4 - k, 1)) with k = (n + 6 h) mod 6,
    /// n = 5, 3, 1 for red, green, blue.
    /// </summary>
    private static void TurnHue(Span<float> red, Span<float> green, Span<float> blue, float turn)
    {
        for (var i = 0; i < red.Length; i++)
        {
            var (r, g, b) = (red[i], green[i], blue[i]);
            var value = Math.Max(r, Math.Max(g, b));
            var chroma = value - Math.Min(r, Math.Min(g, b));
            if (chroma <= 0)
                continue;
            var sixth = value == r ? (g - b) / chroma : value == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
            sixth += 6 * turn + 12; // positive
            red[i] = Channel(5);
            green[i] = Channel(3);
            blue[i] = Channel(1);

            float Channel(float n)
            {
                var k = n + sixth;
                k -= 6 * (int)(k / 6);
                return value - chroma * Math.Max(0, Math.Min(Math.Min(k, 4 - k), 1));
            }
        }
    }
}
