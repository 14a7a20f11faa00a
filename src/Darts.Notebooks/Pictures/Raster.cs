namespace Darts.Notebooks.Pictures;

/// <summary>A picture as pixels.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">The colours, 0xRRGGBB, row by row from the top.</param>
internal sealed record Raster(int Width, int Height, int[] Pixels);
