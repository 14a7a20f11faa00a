using System.Text.Json;
using Darts.Runtime;

namespace Darts.Genotypes;

/// <summary>Cells from the literature, by name: the paper's own, those it compares with, and later ones.</summary>
public static class PublishedGenotypes
{
    private static readonly Lazy<IReadOnlyList<PublishedGenotype>> Cells = new(Read);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedGenotype> All => Cells.Value;

    /// <summary>The second-order cell of the paper (CIFAR-10 test error 2.76 %).</summary>
    public static Genotype DartsV2 => Find("DARTS_V2").Genotype;

    /// <summary>The first-order cell of the paper (CIFAR-10 test error 3.00 %).</summary>
    public static Genotype DartsV1 => Find("DARTS_V1").Genotype;

    /// <summary>Finds a cell.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    /// <exception cref="ArgumentException">No such cell; the message lists the names and guesses the one that was meant.</exception>
    public static PublishedGenotype Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(cell => cell.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"Genotype '{name}' is not among the published ones. {Suggestion.For(name, All.Select(cell => cell.Name))}", nameof(name));
    }

    private sealed record Row(string Name, JsonElement Genotype, double? TestError, double? TestErrorDeviation, double? Parameters,
        double? ComputedParameters, string? FiguresFrom, string CellFrom);

    private static IReadOnlyList<PublishedGenotype> Read()
    {
        using var stream = typeof(PublishedGenotypes).Assembly.GetManifestResourceStream("Darts.Genotypes.published.json")!;
        var rows = JsonSerializer.Deserialize<Row[]>(stream, JsonSerializerOptions.Web)!;
        return [.. rows.Select(row => new PublishedGenotype(row.Name, Genotype.Parse(row.Genotype.GetRawText()), row.TestError, row.TestErrorDeviation,
            row.Parameters, row.ComputedParameters, row.FiguresFrom, row.CellFrom))];
    }
}
