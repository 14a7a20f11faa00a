using System.Text.Json;
using Darts.Genotypes;

namespace Darts.Recurrent;

/// <summary>The text form and the JSON form of a recurrent genotype.</summary>
internal static class RecurrentGenotypeText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private sealed record Document(IReadOnlyList<RecurrentNode> Recurrent, IReadOnlyList<int> Concat);

    public static string Write(RecurrentGenotype genotype) =>
        $"Genotype(recurrent=[{string.Join(", ", genotype.Nodes.Select(node => $"('{node.Activation}', {node.From})"))}], concat={GenotypeText.Concat(genotype.Concat)})";

    public static string WriteJson(RecurrentGenotype genotype) => JsonSerializer.Serialize(new Document(genotype.Nodes, genotype.Concat), Options);

    public static RecurrentGenotype ReadJson(string json)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(json, Options) ?? throw new JsonException("null");
            return new RecurrentGenotype(document.Recurrent, document.Concat);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new FormatException($"Recurrent genotype in JSON: {error.Message} The form is " +
                "{\"recurrent\": [{\"activation\": \"relu\", \"from\": 0}, ...], \"concat\": [1, 2, ...]}.", error);
        }
    }
}
