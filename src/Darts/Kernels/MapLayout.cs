namespace Darts.Kernels;

/// <summary>
/// How a map lies in memory while kernels work on it: [block][channel][row][column][lane], the lanes being as many samples of the batch as a
/// vector holds. Every pixel is one vector, so that kernels need neither shuffles nor remainders in x.
/// </summary>
/// <param name="Channels">Channels C.</param>
/// <param name="Height">Rows H.</param>
/// <param name="Width">Columns W.</param>
/// <param name="Border">Zeros around every plane, so that a convolution needs no tests at the edges.</param>
/// <param name="Lanes">Samples of a block.</param>
internal readonly record struct MapLayout(int Channels, int Height, int Width, int Border, int Lanes)
{
    /// <summary>Pixels from one row to the next.</summary>
    public int Pitch => Width + 2 * Border;

    /// <summary>Pixels of a map without border.</summary>
    public int Positions => Height * Width;

    /// <summary>Numbers from one row to the next.</summary>
    public int Row => Pitch * Lanes;

    /// <summary>
    /// Numbers from one channel to the next. The number of pixels is odd: with a power of two all channels would fall into one set of the cache.
    /// </summary>
    public int Plane => ((Height + 2 * Border) * Pitch | 1) * Lanes;

    /// <summary>Numbers from one block of samples to the next.</summary>
    public int Block => Channels * Plane;

    /// <summary>Where the first pixel inside the border lies in a plane.</summary>
    public int Inside => Border * (Row + Lanes);

    /// <summary>Numbers of all blocks.</summary>
    /// <param name="blocks">Number of blocks.</param>
    public long Size(int blocks) => (long)blocks * Block;
}
