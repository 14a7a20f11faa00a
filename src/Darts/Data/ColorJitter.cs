using System.Numerics;
using System.Runtime.InteropServices;
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
    private const int Part = 1024;

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
                    Each(red, green, blue, new SaturationFactor(1 + factors[2]));
                    break;
                default:
                    Each(red, green, blue, new HueTurn(factors[3]));
                    break;
            }
        }
    }

    private static Vector<float> Grey(Vector<float> red, Vector<float> green, Vector<float> blue) => 0.299f * red + 0.587f * green + 0.114f * blue;

    private static float MeanGrey(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        var (r, g, b) = (0.0, 0.0, 0.0);
        // In parts, whose sums float32 holds well.
        for (var start = 0; start < red.Length; start += Part)
        {
            var count = Math.Min(Part, red.Length - start);
            r += Sum(red.Slice(start, count));
            g += Sum(green.Slice(start, count));
            b += Sum(blue.Slice(start, count));
        }

        return (float)((0.299 * r + 0.587 * g + 0.114 * b) / red.Length);

        static float Sum(ReadOnlySpan<float> values)
        {
            var sum = 0f;
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
            var total = Vector<float>.Zero;
            foreach (var vector in vectors)
                total += vector;
            foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
                sum += value;
            return sum + Vector.Sum(total);
        }
    }

    private static void Blend(Span<float> values, float other, float factor)
    {
        var rest = new Vector<float>((1 - factor) * other);
        foreach (ref var vector in MemoryMarshal.Cast<float, Vector<float>>(values))
            vector = Clamp(factor * vector + rest);
        foreach (ref var value in values[^(values.Length % Vector<float>.Count)..])
            value = Math.Clamp(factor * value + rest[0], 0, 255);
    }

    private static Vector<float> Clamp(Vector<float> values) => Vector.Min(Vector.Max(values, Vector<float>.Zero), new Vector<float>(255));

    private static void Each<TChange>(Span<float> red, Span<float> green, Span<float> blue, TChange change)
        where TChange : struct, IChange
    {
        Whole(Cast(red), Cast(green), Cast(blue), change);
        // Fewer pixels than a vector holds.
        var (width, rest) = (Vector<float>.Count, red.Length % Vector<float>.Count);
        if (rest == 0)
            return;
        Span<float> last = stackalloc float[3 * width];
        last.Clear();
        red[^rest..].CopyTo(last);
        green[^rest..].CopyTo(last[width..]);
        blue[^rest..].CopyTo(last[(2 * width)..]);
        Whole(Cast(last[..width]), Cast(last.Slice(width, width)), Cast(last[(2 * width)..]), change);
        last[..rest].CopyTo(red[^rest..]);
        last.Slice(width, rest).CopyTo(green[^rest..]);
        last.Slice(2 * width, rest).CopyTo(blue[^rest..]);

        static Span<Vector<float>> Cast(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
    }

    private static void Whole<TChange>(Span<Vector<float>> red, Span<Vector<float>> green, Span<Vector<float>> blue, TChange change)
        where TChange : struct, IChange
    {
        for (var i = 0; i < red.Length; i++)
            (red[i], green[i], blue[i]) = change.Of(red[i], green[i], blue[i]);
    }

    /// <summary>A change of some pixels at a time; a structure, so that the compiler puts it into the loop.</summary>
    private interface IChange
    {
        (Vector<float> red, Vector<float> green, Vector<float> blue) Of(Vector<float> red, Vector<float> green, Vector<float> blue);
    }

    private readonly struct SaturationFactor(float factor) : IChange
    {
        public (Vector<float> red, Vector<float> green, Vector<float> blue) Of(Vector<float> red, Vector<float> green, Vector<float> blue)
        {
            var rest = (1 - factor) * Grey(red, green, blue);
            return (Clamp(factor * red + rest), Clamp(factor * green + rest), Clamp(factor * blue + rest));
        }
    }

    /// <summary>
    /// Turns the hue of the hexagonal colour model by a part of the circle. A channel is v - c max(0, min(k, 4 - k, 1)) with k = (n + 6 h) mod 6,
    /// n = 5, 3, 1 for red, green, blue.
    /// </summary>
    private readonly struct HueTurn(float turn) : IChange
    {
        public (Vector<float> red, Vector<float> green, Vector<float> blue) Of(Vector<float> red, Vector<float> green, Vector<float> blue)
        {
            var value = Vector.Max(red, Vector.Max(green, blue));
            var chroma = value - Vector.Min(red, Vector.Min(green, blue));
            // Grey has no hue; any will do, since the chroma multiplies it away.
            var inverse = Vector<float>.One / Vector.Max(chroma, new Vector<float>(1e-6f));
            var sixth = Vector.ConditionalSelect(Vector.Equals(value, red), (green - blue) * inverse,
                Vector.ConditionalSelect(Vector.Equals(value, green), new Vector<float>(2) + (blue - red) * inverse, new Vector<float>(4) + (red - green) * inverse));
            sixth += new Vector<float>(6 * turn + 12); // positive
            return (Channel(value, chroma, sixth, 5), Channel(value, chroma, sixth, 3), Channel(value, chroma, sixth, 1));
        }

        private static Vector<float> Channel(Vector<float> value, Vector<float> chroma, Vector<float> sixth, float n)
        {
            var k = sixth + new Vector<float>(n);
            k -= 6 * Vector.Floor(k * (1 / 6f));
            return value - chroma * Vector.Max(Vector<float>.Zero, Vector.Min(Vector.Min(k, new Vector<float>(4) - k), Vector<float>.One));
        }
    }
}
