using Darts.Data;
using Darts.Networks;
using Darts.Search;

namespace Darts.Training;

/// <summary>
/// Everything that decides the bits of a retraining, as names and values. A checkpoint carries them, and a retraining with others does not go on
/// from it.
/// </summary>
internal static class RetrainingSettings
{
    public static IReadOnlyDictionary<string, string> Of(EvaluationNetwork network, IImageSource train, IImageSource? test, RetrainingOptions options)
    {
        var n = network.Options;
        return SearchSettings.Text(new Dictionary<string, object?>
        {
            ["Network"] = network.GetName(),
            ["Genotype"] = network.Genotype,
            ["Channels"] = n.Channels,
            ["Cells"] = n.Cells,
            ["StemMultiplier"] = (n as CifarNetworkOptions)?.StemMultiplier,
            ["AuxiliaryRectifiesInPlace"] = (n as CifarNetworkOptions)?.AuxiliaryRectifiesInPlace,
            ["InputChannels"] = n.InputChannels,
            ["Classes"] = n.Classes,
            ["ImageSize"] = n.ImageSize,
            ["Auxiliary"] = n.Auxiliary,
            ["NetworkSeed"] = n.Seed,
            ["Type"] = n.Type,
            ["Data"] = $"{train.Name}, {train.Count} images",
            ["Images"] = train.Fingerprint,
            ["Changes"] = train.Changes,
            ["TestData"] = test is null ? null : $"{test.Name}, {test.Count} images",
            ["TestImages"] = test?.Fingerprint,
            ["TestSizes"] = (test as ImageFolder)?.Changes,
            ["Epochs"] = options.Epochs,
            ["BatchSize"] = options.BatchSize,
            ["ChunkSize"] = options.ChunkSize,
            ["LearningRate"] = options.LearningRate,
            ["MinimumLearningRate"] = options.MinimumLearningRate,
            ["DecayFactor"] = options.DecayFactor,
            ["DecayPeriod"] = options.DecayPeriod,
            ["Momentum"] = options.Momentum,
            ["WeightDecay"] = options.WeightDecay,
            ["GradientClip"] = options.GradientClip,
            ["DropPathProbability"] = options.DropPathProbability,
            ["AuxiliaryWeight"] = options.AuxiliaryWeight,
            ["LabelSmoothing"] = options.LabelSmoothing,
            ["EpochsPerTest"] = options.EpochsPerTest,
            ["Seed"] = options.Seed,
        });
    }
}
