using Darts.Cells;
using Darts.Genotypes;
using Darts.Operations;
using Darts.Search;

namespace Darts.Tests.Charts;

/// <summary>Results of searches that never ran, from seeded random numbers.</summary>
internal static class Samples
{
    public static CellAlphas Alphas(int seed = 1, int nodes = 4, OperationSet? operations = null, double scale = 1.5)
    {
        operations ??= OperationSet.Darts;
        var random = new Random(seed);
        var topology = new CellTopology(nodes);
        var (logits, probabilities) = (new double[topology.Edges, operations.Count], new double[topology.Edges, operations.Count]);
        for (var edge = 0; edge < topology.Edges; edge++)
        {
            var sum = 0.0;
            for (var k = 0; k < operations.Count; k++)
                sum += Math.Exp(logits[edge, k] = scale * ((2 * random.NextDouble()) - 1));
            for (var k = 0; k < operations.Count; k++)
                probabilities[edge, k] = Math.Exp(logits[edge, k]) / sum;
        }

        return new CellAlphas(operations, topology, logits, probabilities);
    }

    public static SearchEpoch Epoch(int number, int of)
    {
        var (normal, reduction) = (Alphas(number), Alphas(1000 + number));
        return new SearchEpoch
        {
            Epoch = number,
            Epochs = of,
            LearningRate = 0.025,
            TrainLoss = 2.3 / number,
            TrainAccuracy = 90 - (60.0 / number),
            ValidLoss = 2.5 / number,
            ValidAccuracy = 85 - (60.0 / number),
            Normal = normal,
            Reduction = reduction,
            Genotype = new Genotype(Derivation.Derive(normal), Derivation.Derive(reduction)),
            Seconds = 10,
            PeakMemory = 1L << 30,
            RemainingSeconds = 10 * (of - number),
        };
    }

    public static IReadOnlyList<SearchEpoch> Epochs(int count, int of) => [.. Enumerable.Range(1, count).Select(number => Epoch(number, of))];
}
