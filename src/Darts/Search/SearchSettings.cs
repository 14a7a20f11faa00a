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
        var (n, a, o) = (network.Options, options.Architect, options.Optimizer);
        return RunSettings.Texts(new SortedDictionary<string, object?>(StringComparer.Ordinal)
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
            ["WeightsAugmentation"] = data.Weights.Augmentation,
            ["AlphasAugmentation"] = data.Alphas.Augmentation,
            ["Epochs"] = options.Epochs,
            ["BatchSize"] = options.BatchSize,
            ["ChunkSize"] = options.ChunkSize,
            ["ValidatesWithBatchStatistics"] = options.ValidatesWithBatchStatistics,
            ["Seed"] = options.Seed,
            ["Architect.Order"] = a.Order,
            ["Architect.LearningRate"] = a.LearningRate,
            ["Architect.Beta1"] = a.Beta1,
            ["Architect.Beta2"] = a.Beta2,
            ["Architect.WeightDecay"] = a.WeightDecay,
            ["Architect.FiniteDifference"] = a.FiniteDifference,
            ["Architect.LeavesStatisticsAlone"] = a.LeavesStatisticsAlone,
            ["Optimizer.LearningRate"] = o.LearningRate,
            ["Optimizer.MinimumLearningRate"] = o.MinimumLearningRate,
            ["Optimizer.Momentum"] = o.Momentum,
            ["Optimizer.WeightDecay"] = o.WeightDecay,
            ["Optimizer.GradientClip"] = o.GradientClip,
        });
    }
}
