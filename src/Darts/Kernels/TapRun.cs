namespace Darts.Kernels;

/// <summary>
/// Up to three taps of a filter that read neighbouring pixels: what one tap reads for an output, the tap before reads for the next output. A
/// pixel is then fetched once for all of them.
/// </summary>
/// <param name="Offset">Where the first tap lies, counted from the output's place in the input.</param>
/// <param name="Length">Number of taps, 1 to 3.</param>
/// <param name="First">Number of the first tap.</param>
/// <param name="Second">Number of the second tap.</param>
/// <param name="Third">Number of the third tap.</param>
internal readonly record struct TapRun(nint Offset, int Length, int First, int Second, int Third)
{
    private const int Longest = 3;

    /// <summary>A run of one tap.</summary>
    /// <param name="offset">Where it lies.</param>
    public static TapRun Single(nint offset) => new(offset, 1, 0, 0, 0);

    /// <summary>Sorts taps into runs; every tap is in one.</summary>
    /// <param name="offsets">Of every tap.</param>
    /// <param name="reach">Numbers from the pixel that a tap reads for an output to the one that it reads for the next output.</param>
    public static TapRun[] Of(ReadOnlySpan<nint> offsets, nint reach)
    {
        var runs = new List<TapRun>();
        var left = Enumerable.Range(0, offsets.Length).ToList();
        while (left.Count > 0)
        {
            // A run begins where no tap is left before it.
            var first = left[0];
            for (var before = Find(offsets, left, offsets[first] - reach); before >= 0 && before != left[0]; before = Find(offsets, left, offsets[first] - reach))
                first = before;
            var run = new List<int>();
            for (var tap = first; tap >= 0 && run.Count < Longest; tap = Find(offsets, left, offsets[tap] + reach))
            {
                run.Add(tap);
                left.Remove(tap);
            }

            runs.Add(new TapRun(offsets[first], run.Count, first, run.ElementAtOrDefault(1), run.ElementAtOrDefault(2)));
        }

        return [.. runs];
    }

    private static int Find(ReadOnlySpan<nint> offsets, List<int> left, nint offset)
    {
        foreach (var tap in left)
        {
            if (offsets[tap] == offset)
                return tap;
        }

        return -1;
    }
}
