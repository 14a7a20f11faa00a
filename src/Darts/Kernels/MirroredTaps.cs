namespace Darts.Kernels;

/// <summary>The taps through which one class of input pixels reaches outputs.</summary>
/// <param name="Row">Remainder of the pixels' row modulo the stride.</param>
/// <param name="Column">Remainder of their column.</param>
/// <param name="Rows">Number of such rows.</param>
/// <param name="Columns">Number of such columns.</param>
/// <param name="Taps">Numbers of the taps.</param>
/// <param name="Offsets">Of every tap, where its output lies, counted from the pixel divided by the stride.</param>
/// <param name="Runs">The same in runs; taps are numbered by their place in <paramref name="Taps"/>.</param>
internal sealed record MirroredTaps(int Row, int Column, int Rows, int Columns, int[] Taps, nint[] Offsets, TapRun[] Runs);
