using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// Where the taps of a square filter lie: the input pixel that output (i, j) sees through tap (u, v) is
/// (i * Stride + u * Dilation - Padding, j * Stride + v * Dilation - Padding).
/// </summary>
/// <param name="Kernel">Side of the filter.</param>
/// <param name="Dilation">Pixels from one tap to the next.</param>
/// <param name="Stride">Input pixels from one output to the next.</param>
/// <param name="Padding">Pixels that the first tap reaches beyond the map; negative where pixels are left out.</param>
internal readonly record struct FilterTaps(int Kernel, int Dilation, int Stride, int Padding)
{
    /// <summary>Number of taps.</summary>
    public int Count => Kernel * Kernel;

    /// <summary>Outputs from one output to the next one whose taps read the same pixels.</summary>
    public int Phases => Dilation / (int)BigInteger.GreatestCommonDivisor(Stride, Dilation);

    /// <summary>The taps of a branch: those of its depthwise filter, or, where there is none, of the convolution over channels.</summary>
    /// <param name="branch">The branch.</param>
    public static FilterTaps Of(ConvolutionBranch branch)
    {
        var filter = branch.Depthwise ?? branch.Pointwise;
        return new((int)filter.kernel_size[0], (int)filter.dilation[0], (int)filter.stride[0], (int)filter.padding![0] - branch.Shift);
    }

    /// <summary>Number of outputs along a side.</summary>
    /// <param name="size">Pixels of the side.</param>
    public int Outputs(int size) => (size + 2 * Math.Max(Padding, 0) + Math.Min(Padding, 0) - Dilation * (Kernel - 1) - 1) / Stride + 1;

    /// <summary>The zeros that the filter needs around a map.</summary>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    public int InputBorder(int height, int width) => Math.Max(Math.Max(Padding, Beyond(height)), Math.Max(Beyond(width), 0));

    /// <summary>Of every tap, where it lies in a bordered map, counted from the output's pixel times the stride.</summary>
    /// <param name="input">The map's layout.</param>
    public nint[] Offsets(in MapLayout input)
    {
        var offsets = new nint[Count];
        for (var t = 0; t < offsets.Length; t++)
            offsets[t] = (t / Kernel * Dilation - Padding) * input.Row + (t % Kernel * Dilation - Padding) * input.Lanes;
        return offsets;
    }

    /// <summary>
    /// The same filter seen from its input: which outputs a pixel reaches, through which taps. With stride s the pixels fall into s * s classes
    /// by the remainders of their row and column; each class has taps of its own.
    /// </summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="output">Layout of the bordered output.</param>
    public MirroredTaps[] Mirror(int height, int width, in MapLayout output)
    {
        var classes = new MirroredTaps[Stride * Stride];
        for (var (row, i) = (0, 0); row < Stride; row++)
        {
            for (var column = 0; column < Stride; column++, i++)
            {
                var taps = new List<(int tap, nint offset)>();
                for (var t = 0; t < Count; t++)
                {
                    var (y, x) = (row + Padding - t / Kernel * Dilation, column + Padding - t % Kernel * Dilation);
                    if (y % Stride == 0 && x % Stride == 0)
                        taps.Add((t, y / Stride * output.Row + x / Stride * output.Lanes));
                }

                classes[i] = new MirroredTaps(
                    row, column, Members(height, row), Members(width, column), [.. taps.Select(pair => pair.tap)], [.. taps.Select(pair => pair.offset)], TapRun.Of([.. taps.Select(pair => pair.offset)], Phases * output.Lanes));
            }
        }

        return classes;
    }

    /// <summary>The zeros that the mirrored filter needs around a map of outputs.</summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    public int OutputBorder(int height, int width) => Math.Max(OutputBorder(height), OutputBorder(width));

    private int OutputBorder(int size)
    {
        var border = 0;
        for (var remainder = 0; remainder < Stride; remainder++)
        {
            for (var u = 0; u < Kernel; u++)
            {
                var reach = remainder + Padding - u * Dilation;
                if (reach % Stride == 0)
                    border = Math.Max(border, Math.Max(-reach / Stride, Members(size, remainder) - 1 + reach / Stride - (Outputs(size) - 1)));
            }
        }

        return border;
    }

    private int Beyond(int size) => (Outputs(size) - 1) * Stride + (Kernel - 1) * Dilation - Padding - (size - 1);

    private int Members(int size, int remainder) => (size - remainder + Stride - 1) / Stride;
}
