namespace Darts.Genotypes;

/// <summary>An architecture: the cell that is stacked, and the cell that halves the map and doubles the channels at 1/3 and 2/3 of the depth.</summary>
/// <param name="Normal">The normal cell (stride 1).</param>
/// <param name="Reduction">The reduction cell (stride 2 on edges that leave the inputs).</param>
public sealed record Genotype(CellGenotype Normal, CellGenotype Reduction)
{
    /// <summary>Reads the text form or the JSON form, whichever it is.</summary>
    /// <param name="text">What <see cref="ToString"/> or <see cref="ToJson"/> wrote, or a line of the authors' <c>genotypes.py</c>.</param>
    /// <exception cref="FormatException">The text is malformed; the message says where and what was expected.</exception>
    public static Genotype Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.TrimStart().StartsWith('{') ? GenotypeJson.Read(text) : new GenotypeReader(text).Read();
    }

    /// <summary>The number of times both cells chose an operation; many skip connections are the known sign of a search that collapsed.</summary>
    /// <param name="operation">Its name.</param>
    public int Count(string operation) => Normal.Count(operation) + Reduction.Count(operation);

    /// <summary>The JSON form: cells with <c>edges</c> (operation, from, to) and <c>concat</c>.</summary>
    public string ToJson() => GenotypeJson.Write(this);

    /// <summary>
    /// The authors' form, <c>Genotype(normal=[('sep_conv_3x3', 1), ...], normal_concat=range(2, 6), ...)</c>, where every node has two
    /// edges; otherwise the same frame with triples <c>('sep_conv_3x3', to, from)</c>.
    /// </summary>
    public override string ToString() => GenotypeText.Write(this);
}
