using Darts.Data;

namespace Darts.Tests.Data;

public class NormalizationTests
{
    [Fact]
    public void Mean_and_deviation_are_measured_channel_by_channel()
    {
        // Two images, two channels of two pixels: channel 0 holds 0, 255, 255, 0; channel 1 holds 51, 51, 51, 102.
        var measured = Normalization.Measure([0, 255, 51, 51, 255, 0, 51, 102], channels: 2, imageSize: 2);

        Assert.Equal(0.5, measured.Mean[0], 1e-12);
        Assert.Equal(0.5, measured.Deviation[0], 1e-12);
        Assert.Equal(0.25, measured.Mean[1], 1e-12);
        Assert.Equal(Math.Sqrt(3) / 4 * 0.2, measured.Deviation[1], 1e-12);
    }

    [Fact]
    public void Pixels_that_are_no_whole_images_are_refused() =>
        Assert.Throws<ArgumentException>(() => Normalization.Measure(new byte[7], channels: 3, imageSize: 1));

    [Fact]
    public void A_channel_of_one_value_cannot_be_normalised()
    {
        var error = Assert.Throws<ArgumentException>(() => Normalization.Measure([5, 5], channels: 1, imageSize: 2));
        Assert.Contains("above 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_that_do_not_fit_together_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Normalization([0.5], [1, 1]));
        Assert.Throws<ArgumentException>(() => new Normalization([], []));
        Assert.Throws<ArgumentException>(() => new Normalization([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => new Normalization([0], [0]));
    }
}
