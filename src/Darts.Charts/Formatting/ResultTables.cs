using System.Globalization;
using Darts.Cells;
using Darts.Genotypes;
using Darts.Networks;
using Darts.Operations;
using Darts.Recurrent;
using Darts.Search;
using Darts.Training;

namespace Darts.Charts.Formatting;

/// <summary>The kit's results as tables.</summary>
internal static class ResultTables
{
    public static Table Of(SearchEpoch epoch) => new($"Epoch {epoch.Epoch} of {epoch.Epochs}", [],
    [
        ["learning rate", Number(epoch.LearningRate, "0.00000")],
        ["train loss, accuracy", $"{Number(epoch.TrainLoss, "0.000")}, {Number(epoch.TrainAccuracy, "0.0")} %"],
        ["valid loss, accuracy", $"{Number(epoch.ValidLoss, "0.000")}, {Number(epoch.ValidAccuracy, "0.0")} %"],
        ["mean entropy, normal and reduction", $"{Number(epoch.Normal.MeanEntropy, "0.000")}, {Number(epoch.Reduction.MeanEntropy, "0.000")} of {Number(Math.Log(epoch.Normal.Operations.Count), "0.000")}"],
        ["skip connections", $"{epoch.Genotype.Count("skip_connect")}"],
        ["seconds, left", $"{Number(epoch.Seconds, "0.0")}, {Number(epoch.RemainingSeconds, "0")}"],
        ["peak memory", $"{Number(epoch.PeakMemory / 1048576.0, "0")} MiB"],
        ["genotype", epoch.Genotype.ToString()],
    ]);

    public static Table Of(IEnumerable<SearchEpoch> epochs) => new("",
        ["epoch", "train loss", "train %", "valid loss", "valid %", "entropy normal", "entropy reduction", "skips", "seconds"],
        [.. epochs.Select(epoch => (IReadOnlyList<string>)
        [
            $"{epoch.Epoch}/{epoch.Epochs}", Number(epoch.TrainLoss, "0.000"), Number(epoch.TrainAccuracy, "0.0"), Number(epoch.ValidLoss, "0.000"), Number(epoch.ValidAccuracy, "0.0"),
            Number(epoch.Normal.MeanEntropy, "0.000"), Number(epoch.Reduction.MeanEntropy, "0.000"), $"{epoch.Genotype.Count("skip_connect")}", Number(epoch.Seconds, "0.0"),
        ])]);

    public static Table Of(OperationSet operations) => new($"{operations.Count} operations", ["column", "operation", "remarks"],
        [.. operations.Select((operation, column) => (IReadOnlyList<string>)
        [
            $"{column}", operation.Name,
            operation.IsZero ? "zero: takes part in the softmax, never in a genotype" : operation.NormalizedInSearch ? "followed by a batch norm in the search" : "",
        ])]);

    public static Table Of(IEnumerable<PublishedGenotype> cells) => new("", ["name", "CIFAR-10 test error, %", "parameters, M", "skips", "figures from"],
        [.. cells.Select(cell => (IReadOnlyList<string>)
        [
            cell.Name, cell.TestError is { } error ? Number(error, "0.00") + (cell.TestErrorDeviation is { } deviation ? $" ± {Number(deviation, "0.00")}" : "") : "-",
            (cell.Parameters ?? cell.ComputedParameters) is { } parameters ? Number(parameters, "0.0") : "-", $"{cell.Genotype.Count("skip_connect")}", cell.FiguresFrom ?? "-",
        ])]);

    public static Table Of(ModelStatistics statistics) => new("", ["", "parameters", "multiply-adds"],
    [
        .. ModelCharts.Parts(statistics).Select(part => (IReadOnlyList<string>)[part.Name, Number(part.Parameters, "N0"), Number(part.MultiplyAdds, "N0")]),
        ["in all" + (statistics.AuxiliaryParameters > 0 ? ", auxiliary head not counted" : ""), Number(statistics.Parameters, "N0"), Number(statistics.MultiplyAdds, "N0")],
    ]);

    public static Table Of(IEnumerable<OperationCost> costs) => new("", ["operation", "weights", "multiply-adds", "ms a step"],
        [.. costs.Select(cost => (IReadOnlyList<string>)[cost.Name, Number(cost.Parameters, "N0"), Number(cost.MultiplyAdds, "N0"), Number(cost.Milliseconds, "0.0")])]);

    public static Table Of(IEnumerable<RetrainingEpoch> epochs) => new("", ["epoch", "learning rate", "train loss", "train %", "test loss", "test %", "test top-5 %", "seconds"],
        [.. epochs.Select(epoch => (IReadOnlyList<string>)
        [
            $"{epoch.Epoch}/{epoch.Epochs}", Number(epoch.LearningRate, "0.0000"), Number(epoch.TrainLoss, "0.000"), Number(epoch.TrainAccuracy, "0.0"),
            epoch.Test is { } test ? Number(test.Loss, "0.000") : "-", epoch.Test is { } one ? Number(one.TopOne, "0.0") : "-", epoch.Test is { } five ? Number(five.TopFive, "0.0") : "-", Number(epoch.Seconds, "0.0"),
        ])]);

    public static Table Of(RecurrentSearchEpoch epoch) => new($"Epoch {epoch.Epoch} of {epoch.Epochs}", [],
    [
        ["learning rate", Number(epoch.LearningRate, "0.###")],
        ["train loss, perplexity", $"{Number(epoch.TrainLoss, "0.000")}, {Number(epoch.TrainPerplexity, "0.0")}"],
        ["valid loss, perplexity", $"{Number(epoch.ValidLoss, "0.000")}, {Number(epoch.ValidPerplexity, "0.0")}"],
        ["mean entropy", $"{Number(epoch.Alphas.MeanEntropy, "0.000")} of {Number(Math.Log(epoch.Alphas.Names.Count), "0.000")}"],
        ["seconds, left", $"{Number(epoch.Seconds, "0.0")}, {Number(epoch.RemainingSeconds, "0")}"],
        ["peak memory", $"{Number(epoch.PeakMemory / 1048576.0, "0")} MiB"],
        ["genotype", epoch.Genotype.ToString()],
    ]);

    public static Table Of(IEnumerable<RecurrentSearchEpoch> epochs) => new("",
        ["epoch", "train perplexity", "valid perplexity", "entropy", "seconds"],
        [.. epochs.Select(epoch => (IReadOnlyList<string>)
        [
            $"{epoch.Epoch}/{epoch.Epochs}", Number(epoch.TrainPerplexity, "0.0"), Number(epoch.ValidPerplexity, "0.0"), Number(epoch.Alphas.MeanEntropy, "0.000"), Number(epoch.Seconds, "0.0"),
        ])]);

    public static Table Of(IEnumerable<LanguageTrainingEpoch> epochs) => new("",
        ["epoch", "train perplexity", "valid perplexity", "averaged", "seconds"],
        [.. epochs.Select(epoch => (IReadOnlyList<string>)
        [
            $"{epoch.Epoch}/{epoch.Epochs}", Number(epoch.TrainPerplexity, "0.0"), epoch.RolledBack ? "rolled back" : Number(epoch.ValidPerplexity, "0.00"), epoch.Averaging ? "yes" : "no", Number(epoch.Seconds, "0.0"),
        ])]);

    public static Table Of(IEnumerable<PublishedRecurrentGenotype> cells) => new("", ["name", "PTB valid perplexity", "PTB test perplexity", "figures from"],
        [.. cells.Select(cell => (IReadOnlyList<string>)[cell.Name, Number(cell.ValidPerplexity, "0.0"), Number(cell.TestPerplexity, "0.0"), cell.FiguresFrom])]);

    public static Table Of(ActivationSet activations) => new($"{activations.Count} activations", ["column", "activation", "remarks"],
        [.. activations.Select((activation, column) => (IReadOnlyList<string>)[$"{column}", activation.Name, activation.IsZero ? "zero: takes part in the softmax, never in a genotype" : ""])]);

    public static Table Of(EdgeAlphas alphas) => new("probabilities", ["edge", .. alphas.Names],
        [.. AlphaHeatMap.EdgeLabels(alphas).Zip(AlphaHeatMap.Probabilities(alphas), (label, row) =>
            (IReadOnlyList<string>)[label, .. row.Select(value => Number(value, "0.000"))])]);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
