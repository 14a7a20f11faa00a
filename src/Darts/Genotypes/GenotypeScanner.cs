using System.Globalization;

namespace Darts.Genotypes;

/// <summary>Scans the text forms of genotypes: a small part of Python's notation, read by hand and never evaluated.</summary>
/// <param name="text">The text.</param>
/// <param name="form">What it should look like, for messages.</param>
internal abstract class GenotypeScanner(string text, string form)
{
    private int position;

    protected int Position => position;

    /// <summary><c>Genotype(...)</c>, or a whole line of a genotypes file, <c>DARTS_V2 = Genotype(...)</c>.</summary>
    protected T Frame<T>(Func<T> content)
    {
        var name = Word();
        if (Peek() == '=')
        {
            Expect('=');
            name = Word();
        }

        if (name != "Genotype")
            throw Error("'Genotype('");
        Expect('(');
        var read = content();
        if (Peek() == ',')
            Expect(',');
        Expect(')');
        if (Peek() != '\0')
            throw Error("the end of the text");
        return read;
    }

    /// <summary><c>range(2, 6)</c> or a list of numbers.</summary>
    protected IReadOnlyList<int> States() => Peek() == 'r' ? Range() : List(Number);

    protected IReadOnlyList<T> List<T>(Func<T> item)
    {
        Expect('[');
        var items = new List<T>();
        while (Peek() != ']')
        {
            items.Add(item());
            if (Peek() != ']')
                Expect(',');
        }

        Expect(']');
        return items;
    }

    protected void Key(string name)
    {
        if (Word() != name)
            throw Error($"'{name}='");
        Expect('=');
    }

    protected int Number()
    {
        var word = Word();
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Error("a number");
    }

    protected string Quoted()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"'))
            throw Error("an operation's name in quotes");
        var end = text.IndexOf(quote, position + 1);
        if (end < 0)
            throw Error("a closing quote");
        var name = text[(position + 1)..end];
        position = end + 1;
        return name;
    }

    protected void Expect(char symbol)
    {
        if (Peek() != symbol)
            throw Error($"'{symbol}'");
        position++;
    }

    protected char Peek()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
        return position < text.Length ? text[position] : '\0';
    }

    protected FormatException Error(string expected)
    {
        var rest = position < text.Length ? $"'{text[position..Math.Min(text.Length, position + 20)]}'" : "the end of the text";
        return new FormatException($"Genotype, character {position + 1}: expected {expected}, found {rest}. The form is {form}.");
    }

    private IReadOnlyList<int> Range()
    {
        if (Word() != "range")
            throw Error("'range(' or '['");
        Expect('(');
        var from = Number();
        Expect(',');
        var to = Number();
        Expect(')');
        if (to <= from || to - from > 1000)
            throw Error($"a range that holds between 1 and 1000 states, not range({from}, {to})");
        return [.. Enumerable.Range(from, to - from)];
    }

    private string Word()
    {
        Peek();
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
            position++;
        return text[start..position];
    }
}
