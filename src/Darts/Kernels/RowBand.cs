namespace Darts.Kernels;

/// <summary>Neighbouring rows of outputs that the same runs of taps see something of: beyond the map are only zeros, which are left out.</summary>
/// <param name="Begin">The first row.</param>
/// <param name="End">The row after the last.</param>
/// <param name="First">Number of the first run.</param>
/// <param name="Count">Number of runs.</param>
internal readonly record struct RowBand(int Begin, int End, int First, int Count)
{
    /// <summary>Sorts the rows of outputs into bands.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="seen">Of every run the row of inputs that it sees from the first row, in order, up or down.</param>
    /// <param name="stride">Rows of inputs from one row of outputs to the next.</param>
    /// <param name="height">Rows of inputs.</param>
    public static RowBand[] Of(int rows, int[] seen, int stride, int height)
    {
        var bands = new List<RowBand>();
        for (var row = 0; row < rows; row++)
        {
            bool Sees(int input) => input + row * stride >= 0 && input + row * stride < height;
            var (first, count) = (Math.Max(Array.FindIndex(seen, Sees), 0), seen.Count(Sees));
            if (bands.Count > 0 && (bands[^1].First, bands[^1].Count) == (first, count))
                bands[^1] = bands[^1] with { End = row + 1 };
            else
                bands.Add(new RowBand(row, row + 1, first, count));
        }

        return [.. bands];
    }
}
