using System.Globalization;
using System.Text;
using Darts.Operations;
using Darts.Recurrent;

namespace Darts.Charts;

/// <summary>
/// One colour a operation, the same in every chart and cell graph, found by the operation's name alone. The kit's operations lie at least
/// 0.08 apart in relative luminance, so that they stay apart in grey print and for colour-blind readers.
/// </summary>
public static class OperationColors
{
    /// <summary>The step in relative luminance below which two colours are hard to tell apart in a legend.</summary>
    public const double LuminanceStep = 0.08;

    // Families share a hue: separable convolutions blue, dilated ones violet, pools green; the skip connection stands out.
    private static readonly Dictionary<string, string> Known = new()
    {
        ["none"] = "#e8eaec",
        ["max_pool_3x3"] = "#37bf7b",
        ["avg_pool_3x3"] = "#b3e093",
        ["skip_connect"] = "#f23e11",
        ["sep_conv_3x3"] = "#124181",
        ["sep_conv_5x5"] = "#4c9beb",
        ["dil_conv_3x3"] = "#9f38c1",
        ["dil_conv_5x5"] = "#ed9ced",
        ["sep_conv_7x7"] = "#85d0f5",
        ["conv_7x1_1x7"] = "#f9dc96",
        // Activations of recurrent cells, which no picture shows beside image operations.
        ["tanh"] = "#5b2a86",
        ["relu"] = "#e8590c",
        ["sigmoid"] = "#4dabf7",
        ["identity"] = "#c0eb75",
    };

    // Amber, olive, teal and rose, hues that no family above uses, at luminances of which each is near to one of the colours above at most.
    private static readonly double[] CustomHues = [36, 50, 64, 170, 186, 322, 336, 350];
    private static readonly double[] CustomLuminances = [0.14, 0.31, 0.395, 0.48, 0.565];

    /// <summary>The colour of an operation, as <c>#rrggbb</c>. An operation that the kit does not know gets one by a hash of its name.</summary>
    /// <param name="operation">The operation's name.</param>
    public static string Of(string operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (Known.TryGetValue(operation, out var color))
            return color;
        var hash = StableHash(operation);
        var hue = CustomHues[hash % (uint)CustomHues.Length];
        return OfLuminance(hue, CustomLuminances[hash / (uint)CustomHues.Length % (uint)CustomLuminances.Length]);
    }

    /// <summary>Black or white, whichever reads better on the operation's colour; the contrast is at least 4.5.</summary>
    /// <param name="operation">The operation's name.</param>
    public static string TextOn(string operation) => Luminance(Of(operation)) > 0.179 ? "#000000" : "#ffffff";

    /// <summary>
    /// The names in the order of a legend: the kit's operations in the paper's order, custom ones after them, moved where they would stand
    /// beside a colour of nearly the same luminance.
    /// </summary>
    /// <param name="operations">Names; doubles are dropped.</param>
    public static IReadOnlyList<string> LegendOrder(IEnumerable<string> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        var names = operations.Distinct().ToList();
        var order = OperationSet.All.Names.Concat(ActivationSet.Darts.Names).Distinct().Where(names.Contains).ToList();
        foreach (var name in names.Where(name => !Known.ContainsKey(name)).Order(StringComparer.Ordinal))
        {
            var place = order.Count;
            while (place > 0 && !Fits(order, name, place))
                place--;
            order.Insert(place == 0 && !Fits(order, name, 0) ? order.Count : place, name);
        }

        return order;
    }

    /// <summary>Relative luminance of a colour (WCAG 2): 0 is black, 1 white.</summary>
    /// <param name="color">The colour, as <c>#rrggbb</c>.</param>
    public static double Luminance(string color)
    {
        ArgumentNullException.ThrowIfNull(color);
        double Channel(int start)
        {
            var value = int.Parse(color.AsSpan(start, 2), NumberStyles.HexNumber) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }

    private static string OfLuminance(double hue, double luminance)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 20; i++)
        {
            var middle = (low + high) / 2;
            if (Luminance(FromHue(hue, middle)) < luminance)
                low = middle;
            else
                high = middle;
        }

        return FromHue(hue, high);
    }

    private static string FromHue(double hue, double lightness)
    {
        const double saturation = 0.7;
        int Channel(int offset)
        {
            var k = (offset + (hue / 30)) % 12;
            var value = lightness - (saturation * Math.Min(lightness, 1 - lightness) * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)));
            return (int)Math.Round(255 * value);
        }

        return $"#{Channel(0):x2}{Channel(8):x2}{Channel(4):x2}";
    }

    private static bool Fits(List<string> order, string name, int place) =>
        (place == 0 || Apart(order[place - 1], name)) && (place == order.Count || Apart(order[place], name));

    private static bool Apart(string a, string b) => Math.Abs(Luminance(Of(a)) - Luminance(Of(b))) >= LuminanceStep;

    // FNV-1a: string.GetHashCode differs from process to process, and a colour must not.
    private static uint StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ value) * 16777619u;
        return hash ^ (hash >> 15);
    }
}
