using Darts.Genotypes;

namespace Darts.Recurrent;

/// <summary>Reads the text form of a recurrent genotype.</summary>
internal sealed class RecurrentGenotypeReader(string text) : GenotypeScanner(text, "Genotype(recurrent=[('relu', 0), ...], concat=range(1, 9))")
{
    public RecurrentGenotype Read() => Frame(() =>
    {
        Key("recurrent");
        var nodes = List(() =>
        {
            Expect('(');
            var activation = Quoted();
            Expect(',');
            var from = Number();
            Expect(')');
            return new RecurrentNode(activation, from);
        });
        Expect(',');
        Key("concat");
        var concat = States();
        try
        {
            return new RecurrentGenotype(nodes, concat);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"Recurrent genotype: {error.Message}", error);
        }
    });
}
