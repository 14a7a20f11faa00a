using System.Globalization;

namespace Darts.Genotypes;

/// <summary>Reads the text form of a genotype: a small part of Python's notation, read by hand and never evaluated.</summary>
internal sealed class GenotypeReader(string text)
{
    private int position;

    public Genotype Read()
    {
        var name = Word();
        if (Peek() == '=')
        {
            // `DARTS_V2 = Genotype(...)`, a whole line of a genotypes file.
            Expect('=');
            name = Word();
        }

        if (name != "Genotype")
            throw Error("'Genotype('");
        Expect('(');
        var normal = Cell("normal");
        Expect(',');
        var reduction = Cell("reduce");
        if (Peek() == ',')
            Expect(',');
        Expect(')');
        if (Peek() != '\0')
            throw Error("the end of the text");
        return new Genotype(normal, reduction);
    }

    private CellGenotype Cell(string name)
    {
        Key(name);
        var start = position;
        var edges = Edges();
        Expect(',');
        Key($"{name}_concat");
        var concat = Peek() == 'r' ? Range() : List(Number);
        try
        {
            return new CellGenotype(edges, concat);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"The cell '{name}' at character {start + 1}: {error.Message}", error);
        }
    }

    /// <summary>Pairs (operation, from), two for every node in node order, or triples (operation, to, from).</summary>
    private IReadOnlyList<Edge> Edges()
    {
        var items = List(() =>
        {
            Expect('(');
            var operation = Quoted();
            Expect(',');
            var first = Number();
            int? second = null;
            if (Peek() == ',')
            {
                Expect(',');
                second = Peek() == ')' ? null : Number();
            }

            Expect(')');
            return (operation, first, second);
        });

        var pairs = items.Count(item => item.second is null);
        if (pairs != 0 && pairs != items.Count)
            throw Error("either pairs ('operation', from) or triples ('operation', to, from), not both");
        if (pairs % 2 != 0)
            throw Error($"two pairs for every node, but there are {pairs} pairs");
        return [.. items.Select((item, index) => item.second is { } from
            ? new Edge(item.operation, from, item.first)
            : new Edge(item.operation, item.first, 2 + index / 2))];
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

    private List<T> List<T>(Func<T> item)
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

    private void Key(string name)
    {
        if (Word() != name)
            throw Error($"'{name}='");
        Expect('=');
    }

    private string Word()
    {
        Peek();
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
            position++;
        return text[start..position];
    }

    private int Number()
    {
        var word = Word();
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Error("a number");
    }

    private string Quoted()
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

    private void Expect(char symbol)
    {
        if (Peek() != symbol)
            throw Error($"'{symbol}'");
        position++;
    }

    private char Peek()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
        return position < text.Length ? text[position] : '\0';
    }

    private FormatException Error(string expected)
    {
        var rest = position < text.Length ? $"'{text[position..Math.Min(text.Length, position + 20)]}'" : "the end of the text";
        return new FormatException($"Genotype, character {position + 1}: expected {expected}, found {rest}. The form is " +
            "Genotype(normal=[('sep_conv_3x3', 1), ...], normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6)).");
    }
}
