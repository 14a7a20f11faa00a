using Darts.Data;
using Darts.Search;

namespace Darts.Recurrent;

/// <summary>Everything that decides the bits of a search on text, as names and values for its checkpoints.</summary>
internal static class RecurrentSettings
{
    public static IReadOnlyDictionary<string, string> Of(RecurrentSearchNetwork network, TextCorpus corpus, RecurrentSearchOptions options)
    {
        var n = network.Options;
        return SearchSettings.Text(options.Architect, options.Optimizer, new Dictionary<string, object?>(Of(n, corpus, options.Loss))
        {
            ["Activations"] = n.Activations,
            ["Nodes"] = n.Nodes,
            ["Weighting"] = n.Weighting,
            ["AlphaScale"] = n.AlphaScale,
            ["EvaluatesWithBatchStatistics"] = n.EvaluatesWithBatchStatistics,
            ["Epochs"] = options.Epochs,
            ["BatchSize"] = options.BatchSize,
            ["EvaluationBatchSize"] = options.EvaluationBatchSize,
            ["Window"] = options.Window,
            ["ShortWindows"] = options.ShortWindows,
            ["Seed"] = options.Seed,
        });
    }

    public static IReadOnlyDictionary<string, string> Of(RecurrentNetwork network, TextCorpus corpus, LanguageTrainingOptions options) =>
        SearchSettings.Text(new Dictionary<string, object?>(Of(network.Options, corpus, options.Loss))
        {
            ["Genotype"] = network.Options.Genotype,
            ["Epochs"] = options.Epochs,
            ["BatchSize"] = options.BatchSize,
            ["ValidationBatchSize"] = options.ValidationBatchSize,
            ["Window"] = options.Window,
            ["ShortWindows"] = options.ShortWindows,
            ["WindowDeviation"] = options.WindowDeviation,
            ["LearningRate"] = options.LearningRate,
            ["WeightDecay"] = options.WeightDecay,
            ["GradientClip"] = options.GradientClip,
            ["NonMonotone"] = options.NonMonotone,
            ["Seed"] = options.Seed,
        });

    /// <summary>What search and final training have in common.</summary>
    public static Dictionary<string, object?> Of(LanguageModelOptions model, TextCorpus corpus, LanguageLossOptions loss) => new()
    {
        ["Words"] = model.Words,
        ["Units"] = model.Units,
        ["Dropout"] = model.Dropout,
        ["InitialRange"] = model.InitialRange,
        ["NetworkSeed"] = model.Seed,
        ["Type"] = model.Type,
        ["Data"] = corpus,
        ["Loss.Slowness"] = loss.Slowness,
        ["Loss.Activity"] = loss.Activity,
        ["Loss.ChunkSize"] = loss.ChunkSize,
    };
}
