using Darts.Runtime;

namespace Darts.Recurrent;

/// <summary>Recurrent cells from the literature, by name: the paper's two, and ENAS's, which the paper compares with.</summary>
public static class PublishedRecurrentGenotypes
{
    private const string Cells = "quark0/darts rnn/genotypes.py";
    private const string Figures = "table 2 of the DARTS paper (ICLR 2019)";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedRecurrentGenotype> All { get; } =
    [
        new(
            "DARTS_V1",
            RecurrentGenotype.Parse("Genotype(recurrent=[('relu', 0), ('relu', 1), ('tanh', 2), ('relu', 3), ('relu', 4), ('identity', 1), ('relu', 5), ('relu', 1)], concat=range(1, 9))"),
            60.2, 57.6, Figures, Cells),
        new(
            "DARTS_V2",
            RecurrentGenotype.Parse("Genotype(recurrent=[('sigmoid', 0), ('relu', 1), ('relu', 1), ('identity', 1), ('tanh', 2), ('sigmoid', 5), ('tanh', 3), ('relu', 5)], concat=range(1, 9))"),
            58.1, 55.7, Figures, Cells),
        new(
            "ENAS",
            RecurrentGenotype.Parse("Genotype(recurrent=[('tanh', 0), ('tanh', 1), ('relu', 1), ('tanh', 3), ('tanh', 3), ('relu', 3), ('relu', 4), ('relu', 7), ('relu', 8), ('relu', 8), ('relu', 8)], concat=[2, 5, 6, 9, 10, 11])"),
            60.8, 58.6, $"{Figures}, the ENAS cell retrained by its authors", Cells),
    ];

    /// <summary>The first-order cell of the paper (Penn Treebank, test perplexity 57.6).</summary>
    public static RecurrentGenotype DartsV1 => Find("DARTS_V1").Genotype;

    /// <summary>The second-order cell of the paper (Penn Treebank, test perplexity 55.7).</summary>
    public static RecurrentGenotype DartsV2 => Find("DARTS_V2").Genotype;

    /// <summary>The cell of ENAS (Pham et al., 2018).</summary>
    public static RecurrentGenotype Enas => Find("ENAS").Genotype;

    /// <summary>Finds a cell.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    /// <exception cref="ArgumentException">No such cell; the message lists the names and guesses the one that was meant.</exception>
    public static PublishedRecurrentGenotype Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(cell => cell.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"Recurrent genotype '{name}' is not among the published ones. {Suggestion.For(name, All.Select(cell => cell.Name))}", nameof(name));
    }
}
