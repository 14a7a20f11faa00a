using Darts.Kernels;

namespace Darts.Tests.Kernels;

public class RowBandTests
{
    [Fact]
    public void Rows_at_the_edge_leave_out_the_taps_that_see_zeros_only()
    {
        // Five rows of taps two pixels apart, on a map of eight rows: one run of three and one of two in each.
        var geometry = BranchGeometry.Of(new FilterTaps(5, Dilation: 2, Stride: 1, Padding: 4), new MapLayout(1, 8, 8, 4, 16));
        Assert.Equal(10, geometry.Runs.Length);
        Assert.Equal([new RowBand(0, 2, 4, 6), new RowBand(2, 4, 2, 8), new RowBand(4, 6, 0, 8), new RowBand(6, 8, 0, 6)], geometry.Bands);
        // Seen from the input, rows of taps come in the other order.
        Assert.Equal([new RowBand(0, 2, 0, 6), new RowBand(2, 4, 0, 8), new RowBand(4, 6, 2, 8), new RowBand(6, 8, 4, 6)], Assert.Single(geometry.Mirrored).Bands);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    [InlineData(7, 1)]
    public void Every_row_has_every_tap_that_sees_the_map(int kernel, int dilation)
    {
        for (var stride = 1; stride <= 3; stride++)
        {
            for (var size = 1; size <= 9; size++)
            {
                var taps = new FilterTaps(kernel, dilation, stride, dilation * (kernel - 1) / 2);
                var source = new MapLayout(1, size, size, taps.InputBorder(size, size), 16);
                var geometry = BranchGeometry.Of(taps, source);
                var seen = new List<(int output, int input, int column)>();
                foreach (var (output, tap) in Taps(geometry.Bands, geometry.Runs))
                    seen.Add((output, output * stride + tap / kernel * dilation - taps.Padding, tap % kernel));
                var back = new List<(int output, int input, int column)>();
                foreach (var pixels in geometry.Mirrored.Where(pixels => pixels.Column == 0))
                {
                    foreach (var (row, place) in Taps(pixels.Bands, pixels.Runs))
                    {
                        var (tap, input) = (pixels.Taps[place], row * stride + pixels.Row);
                        back.Add(((input + taps.Padding - tap / kernel * dilation) / stride, input, tap % kernel));
                    }
                }

                var all = Enumerable.Range(0, taps.Outputs(size)).SelectMany(output => Enumerable.Range(0, taps.Count)
                    .Select(tap => (output, input: output * stride + tap / kernel * dilation - taps.Padding, column: tap % kernel))).Where(pair => pair.input >= 0 && pair.input < size).ToArray();
                Assert.Equal(all.Order(), seen.Order());
                Assert.Equal(all.Where(pair => (taps.Padding - pair.column * dilation) % stride == 0).Order(), back.Order());
            }
        }
    }

    private static IEnumerable<(int row, int tap)> Taps(RowBand[] bands, TapRun[] runs)
    {
        foreach (var band in bands)
        {
            for (var row = band.Begin; row < band.End; row++)
            {
                foreach (var run in runs.AsSpan(band.First, band.Count).ToArray())
                {
                    foreach (var tap in new[] { run.First, run.Second, run.Third }.Take(run.Length))
                        yield return (row, tap);
                }
            }
        }
    }
}
