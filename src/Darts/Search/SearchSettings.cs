using Darts.Data;
using Darts.Networks;

namespace Darts.Search;

/// <summary>
/// Everything that decides the bits of a search, as names and values. A checkpoint carries them, and a search with others does not go on
/// from it.
/// </summary>
internal static class SearchSettings
{
    public static IReadOnlyDictionary<string, string> Of(SearchNetwork network, SearchData data, BilevelSearchOptions options)
    {
        var n = network.Options;
        return Text(options.Architect, options.Optimizer, new Dictionary<string, object?>
        {
            ["Operations"] = n.Operations,
            ["Channels"] = n.Channels,
            ["Cells"] = n.Cells,
            ["Nodes"] = n.Nodes,
            ["ConcatenatedNodes"] = n.ConcatenatedNodes ?? n.Nodes,
            ["StemMultiplier"] = n.StemMultiplier,
            ["InputChannels"] = n.InputChannels,
            ["Classes"] = n.Classes,
            ["Weighting"] = n.Weighting,
            ["AlphaScale"] = n.AlphaScale,
            ["NetworkSeed"] = n.Seed,
            ["Type"] = n.Type,
            ["Data"] = $"{data.Name}, {data.Weights.Count} images for weights, {data.Alphas.Count} for alphas",
            ["Images"] = string.Join(", ", new[] { data.Weights, data.Alphas }.Select(split => split.Fingerprint)),
            ["WeightsAugmentation"] = data.Weights.Augmentation,
            ["AlphasAugmentation"] = data.Alphas.Augmentation,
            ["Epochs"] = options.Epochs,
            ["BatchSize"] = options.BatchSize,
            ["ChunkSize"] = options.ChunkSize,
            ["ValidatesWithBatchStatistics"] = options.ValidatesWithBatchStatistics,
            ["AlphaTraining"] = options.AlphaTraining,
            ["Seed"] = options.Seed,
        });
    }

    /// <summary>Settings as text, those of the two optimizers included.</summary>
    internal static IReadOnlyDictionary<string, string> Text(ArchitectOptions a, WeightOptimizerOptions o, Dictionary<string, object?> settings) =>
        Text(new Dictionary<string, object?>(settings)
        {
            ["Architect.Order"] = a.Order,
            ["Architect.LearningRate"] = a.LearningRate,
            ["Architect.Beta1"] = a.Beta1,
            ["Architect.Beta2"] = a.Beta2,
            ["Architect.WeightDecay"] = a.WeightDecay,
            ["Architect.FiniteDifference"] = a.FiniteDifference,
            ["Architect.LeavesStatisticsAlone"] = a.LeavesStatisticsAlone,
            ["Architect.GradientClip"] = a.GradientClip,
            ["Architect.StaleTiedEmbedding"] = a.StaleTiedEmbedding,
            ["Architect.UncappedClipCoefficient"] = a.UncappedClipCoefficient,
            ["Architect.IndependentMasks"] = a.IndependentMasks,
            ["Optimizer.LearningRate"] = o.LearningRate,
            ["Optimizer.MinimumLearningRate"] = o.MinimumLearningRate,
            ["Optimizer.Momentum"] = o.Momentum,
            ["Optimizer.WeightDecay"] = o.WeightDecay,
            ["Optimizer.GradientClip"] = o.GradientClip,
        });

    /// <summary>Settings as text.</summary>
    internal static IReadOnlyDictionary<string, string> Text(Dictionary<string, object?> settings) =>
        settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "none");
}
