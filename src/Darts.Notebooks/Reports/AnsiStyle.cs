using System.Globalization;

namespace Darts.Notebooks.Reports;

/// <summary>How terminal text looks at a place. The sixteen named colours are classes, so that a page can suit them to light and dark.</summary>
internal sealed record AnsiStyle
{
    private const int Named = 16;

    private static readonly int[] s_steps = [0, 95, 135, 175, 215, 255];

    private bool Bold { get; init; }

    private bool Faint { get; init; }

    private bool Italic { get; init; }

    private bool Underline { get; init; }

    private bool Strike { get; init; }

    private bool Inverse { get; init; }

    /// <summary>A named colour's number, or <c>#rrggbb</c>; null is the page's own.</summary>
    private string? Color { get; init; }

    private string? Background { get; init; }

    /// <summary>The style after a sequence with these numbers.</summary>
    public AnsiStyle After(IReadOnlyList<int> numbers)
    {
        var style = this;
        for (var i = 0; i < numbers.Count; i++)
        {
            var number = numbers[i];
            style = number switch
            {
                0 => new AnsiStyle(),
                1 => style with { Bold = true },
                2 => style with { Faint = true },
                3 => style with { Italic = true },
                4 => style with { Underline = true },
                7 => style with { Inverse = true },
                9 => style with { Strike = true },
                22 => style with { Bold = false, Faint = false },
                23 => style with { Italic = false },
                24 => style with { Underline = false },
                27 => style with { Inverse = false },
                29 => style with { Strike = false },
                >= 30 and <= 37 => style with { Color = Name(number - 30) },
                38 => style with { Color = Extended(numbers, ref i) },
                39 => style with { Color = null },
                >= 40 and <= 47 => style with { Background = Name(number - 40) },
                48 => style with { Background = Extended(numbers, ref i) },
                49 => style with { Background = null },
                >= 90 and <= 97 => style with { Color = Name(number - 90 + 8) },
                >= 100 and <= 107 => style with { Background = Name(number - 100 + 8) },
                _ => style,
            };
        }
        return style;
    }

    /// <summary>The attributes of a span, with a leading blank; empty for plain text.</summary>
    public string Attributes()
    {
        var classes = new List<string>();
        var styles = new List<string>();
        (bool, string)[] marks =
            [(Bold, "bold"), (Faint, "faint"), (Italic, "italic"), (Underline, "underline"), (Strike, "strike"), (Inverse, "inverse")];
        foreach (var (isSet, name) in marks)
        {
            if (isSet)
                classes.Add("ansi-" + name);
        }
        Add(Color, "ansi-", "color");
        Add(Background, "ansi-bg-", "background-color");
        return (classes.Count > 0 ? $" class=\"{string.Join(' ', classes)}\"" : "") + (styles.Count > 0 ? $" style=\"{string.Join(';', styles)}\"" : "");

        void Add(string? color, string prefix, string property)
        {
            if (color is null)
                return;
            if (color.StartsWith('#'))
                styles.Add($"{property}:{color}");
            else
                classes.Add(prefix + color);
        }
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);

    // 5;n is one of 256 colours: the named ones, a cube of six steps a channel, greys. 2;r;g;b is any.
    private static string? Extended(IReadOnlyList<int> numbers, ref int i)
    {
        if (i + 2 < numbers.Count && numbers[i + 1] == 5)
        {
            var number = Math.Clamp(numbers[i += 2], 0, 255);
            if (number < Named)
                return Name(number);
            if (number >= 232)
                return Hex((number - 232) * 10 + 8, (number - 232) * 10 + 8, (number - 232) * 10 + 8);
            number -= Named;
            return Hex(s_steps[number / 36], s_steps[number / 6 % 6], s_steps[number % 6]);
        }
        if (i + 4 < numbers.Count && numbers[i + 1] == 2)
            return Hex(numbers[i + 2], numbers[i + 3], numbers[i += 4]);
        // Cut short: the numbers left mean nothing by themselves.
        i = numbers.Count;
        return null;
    }

    private static string Hex(int red, int green, int blue) => $"#{Math.Clamp(red, 0, 255):x2}{Math.Clamp(green, 0, 255):x2}{Math.Clamp(blue, 0, 255):x2}";
}
