namespace Darts.Notebooks.Pictures;

/// <summary>
/// At most 256 colours for a picture, and the place of every pixel's among them. Charts have few colours and many shades where their lines
/// are smoothed: the frequent colours are kept exactly, and a rare one takes the nearest of them, no farther off than it must be for 256.
/// </summary>
/// <param name="Colors">The colours, 0xRRGGBB.</param>
/// <param name="Places">For every pixel its colour's place.</param>
internal sealed record Palette(int[] Colors, byte[] Places)
{
    private const int Most = 256;

    // The cells of a heat map and the bands of its scale differ by little, and must keep their differences.
    private const int Exact = 128;

    /// <param name="pixels">The colours of a picture, 0xRRGGBB.</param>
    public static Palette Of(int[] pixels)
    {
        // By frequency, then by value: the same picture always gives the same palette.
        int[] all = [.. pixels.CountBy(color => color).OrderByDescending(color => color.Value).ThenBy(color => color.Key).Select(color => color.Key)];
        var distance = 0;
        int[]? chosen;
        while ((chosen = Choose(all, distance)) is null)
            distance++;
        var places = all.ToDictionary(color => color, color => (byte)Nearest(chosen, color));
        return new Palette(chosen, [.. pixels.Select(color => places[color])]);
    }

    // The most frequent colours, and of the others those that differ by more than the distance; null when there are too many.
    private static int[]? Choose(int[] all, int distance)
    {
        var chosen = new List<int>();
        foreach (var color in all)
        {
            if (chosen.Count >= Exact && chosen.Exists(other => Difference(other, color) <= distance))
                continue;
            if (chosen.Count == Most)
                return null;
            chosen.Add(color);
        }
        return [.. chosen];
    }

    private static int Nearest(int[] chosen, int color)
    {
        var nearest = 0;
        for (var i = 1; i < chosen.Length; i++)
        {
            if (Difference(chosen[i], color) < Difference(chosen[nearest], color))
                nearest = i;
        }
        return nearest;
    }

    // The largest difference of a channel.
    private static int Difference(int a, int b) =>
        Math.Max(Math.Abs((a >> 16) - (b >> 16)), Math.Max(Math.Abs(((a >> 8) & 255) - ((b >> 8) & 255)), Math.Abs((a & 255) - (b & 255))));
}
