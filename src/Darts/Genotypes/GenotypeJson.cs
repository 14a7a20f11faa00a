using System.Text.Json;

namespace Darts.Genotypes;

/// <summary>The JSON form of a genotype.</summary>
internal static class GenotypeJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private sealed record Document(Cell Normal, Cell Reduction);

    private sealed record Cell(IReadOnlyList<Edge> Edges, IReadOnlyList<int> Concat);

    public static string Write(Genotype genotype) => JsonSerializer.Serialize(new Document(From(genotype.Normal), From(genotype.Reduction)), Options);

    public static Genotype Read(string json)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(json, Options) ?? throw new JsonException("null");
            return new Genotype(To(document.Normal, "normal"), To(document.Reduction, "reduction"));
        }
        catch (JsonException error)
        {
            throw new FormatException($"Genotype in JSON: {error.Message} The form is " +
                "{\"normal\": {\"edges\": [{\"operation\": \"sep_conv_3x3\", \"from\": 1, \"to\": 2}, ...], \"concat\": [2, 3, 4, 5]}, \"reduction\": {...}}.", error);
        }
    }

    private static Cell From(CellGenotype cell) => new(cell.Edges, cell.Concat);

    private static CellGenotype To(Cell cell, string name)
    {
        try
        {
            return new CellGenotype(cell.Edges, cell.Concat);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"Genotype in JSON, the cell '{name}': {error.Message}", error);
        }
    }
}
