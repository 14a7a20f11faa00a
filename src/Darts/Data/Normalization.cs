using System.Globalization;

namespace Darts.Data;

/// <summary>
/// What turns a stored pixel into the network's input: <c>x = (value / 255 - mean) / deviation</c>, channel by channel.
/// </summary>
public sealed class Normalization
{
    /// <summary>Makes a normalisation from its figures.</summary>
    /// <param name="mean">Mean of every channel, in units of full brightness (0 to 1).</param>
    /// <param name="deviation">Standard deviation of every channel, in the same units.</param>
    /// <exception cref="ArgumentException">The counts differ, are zero, or a figure is not finite or a deviation not above 0.</exception>
    public Normalization(IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        if (mean.Count == 0 || mean.Count != deviation.Count)
            throw new ArgumentException($"{mean.Count} means and {deviation.Count} deviations: give one of each for every channel.", nameof(deviation));
        foreach (var value in mean)
        {
            if (!double.IsFinite(value))
                throw new ArgumentException($"A mean is {value}: means are finite numbers.", nameof(mean));
        }

        foreach (var value in deviation)
        {
            if (!(value > 0 && double.IsFinite(value)))
            {
                throw new ArgumentException(
                    $"A deviation is {value}: deviations are finite and above 0 (a channel of one value only cannot be normalised).", nameof(deviation));
            }
        }

        Mean = [.. mean];
        Deviation = [.. deviation];
    }

    /// <summary>Mean of every channel, in units of full brightness.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Standard deviation of every channel, in units of full brightness.</summary>
    public IReadOnlyList<double> Deviation { get; }

    /// <summary>How many channels it is for.</summary>
    public int Channels => Mean.Count;

    /// <summary>Means and deviations, to the last digit.</summary>
    public override string ToString() => $"mean {Row(Mean)}, deviation {Row(Deviation)}";

    private static string Row(IReadOnlyList<double> values) => string.Join(' ', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Measures mean and (population) standard deviation of every channel over all pixels.</summary>
    /// <param name="pixels">Images, <c>[N, C, H, W]</c>, row-major.</param>
    /// <param name="channels">C.</param>
    /// <param name="imageSize">H * W.</param>
    /// <exception cref="ArgumentException">The pixels are not whole images, there are none, or a channel has one value only.</exception>
    public static Normalization Measure(ReadOnlySpan<byte> pixels, int channels, int imageSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 1);
        if (pixels.IsEmpty || pixels.Length % ((long)channels * imageSize) != 0)
            throw new ArgumentException($"{pixels.Length} pixels are not one or more images of {channels} x {imageSize}.", nameof(pixels));

        // Sums of integers are exact, whatever the order.
        var sums = new long[channels];
        var squares = new long[channels];
        for (var start = 0; start < pixels.Length; start += imageSize)
        {
            var channel = start / imageSize % channels;
            foreach (var value in pixels.Slice(start, imageSize))
            {
                sums[channel] += value;
                squares[channel] += value * value;
            }
        }

        double count = pixels.Length / channels;
        var mean = sums.Select(sum => sum / count / 255).ToArray();
        var deviation = squares.Select((square, channel) => Math.Sqrt(square / count - sums[channel] / count * (sums[channel] / count)) / 255).ToArray();
        return new(mean, deviation);
    }

    /// <summary>The network's input for each of the 256 values that a pixel of a channel can have.</summary>
    internal float[] Table(int channel)
    {
        var table = new float[256];
        for (var value = 0; value < table.Length; value++)
            table[value] = (float)((value / 255.0 - Mean[channel]) / Deviation[channel]);
        return table;
    }
}
