using Darts.Runtime;

namespace Darts.Recurrent;

/// <summary>The windows that an epoch reads of a training text: where each starts, and the length that was drawn for it.</summary>
internal static class WindowPlan
{
    /// <summary>The least and the most words that a window of the final training has besides what is drawn.</summary>
    private const int Shortest = 5;
    private const int MostAbove = 20;

    /// <summary>
    /// The authors' search: full windows, and with a small probability half ones (rounded down). The drawn length may reach over the end of the
    /// text; it scales the learning rate all the same.
    /// </summary>
    /// <param name="rows">Rows of the text.</param>
    /// <param name="window">Full length.</param>
    /// <param name="shortShare">Probability of a half one.</param>
    /// <param name="random">What is drawn from, anew for every epoch.</param>
    public static IEnumerable<(int start, int drawn)> Search(int rows, int window, double shortShare, RandomStream random) =>
        From(rows, () => random.NextDouble() < 1 - shortShare ? window : Math.Max(1, window / 2));

    /// <summary>The authors' final training: lengths from a normal distribution around the full or half length, at least 5 and at most 20 above the full one.</summary>
    /// <param name="rows">Rows of the text.</param>
    /// <param name="window">Full length.</param>
    /// <param name="shortShare">Probability of a half one.</param>
    /// <param name="deviation">Standard deviation of the lengths.</param>
    /// <param name="random">What is drawn from, anew for every epoch.</param>
    public static IEnumerable<(int start, int drawn)> Training(int rows, int window, double shortShare, double deviation, RandomStream random) => From(rows, () =>
    {
        var mean = random.NextDouble() < 1 - shortShare ? window : window / 2.0;
        return Math.Min(Math.Max(Shortest, (int)(mean + deviation * Normal(random))), window + MostAbove);
    });

    /// <summary>A window starts where the last one ended, until fewer than two words and one that follows them are left.</summary>
    private static IEnumerable<(int start, int drawn)> From(int rows, Func<int> draw)
    {
        for (var start = 0; start < rows - 2;)
        {
            var length = draw();
            yield return (start, length);
            start += length;
        }
    }

    /// <summary>A standard normal number (Box and Muller).</summary>
    private static double Normal(RandomStream random)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
