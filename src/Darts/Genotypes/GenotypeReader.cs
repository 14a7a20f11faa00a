namespace Darts.Genotypes;

/// <summary>Reads the text form of a genotype of image cells.</summary>
internal sealed class GenotypeReader(string text)
    : GenotypeScanner(text, "Genotype(normal=[('sep_conv_3x3', 1), ...], normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6))")
{
    public Genotype Read() => Frame(() =>
    {
        var normal = Cell("normal");
        Expect(',');
        return new Genotype(normal, Cell("reduce"));
    });

    private CellGenotype Cell(string name)
    {
        Key(name);
        var start = Position;
        var edges = Edges();
        Expect(',');
        Key($"{name}_concat");
        var concat = States();
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
}
