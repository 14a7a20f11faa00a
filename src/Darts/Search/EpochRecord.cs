using System.Text.Json.Serialization;
using Darts.Cells;
using Darts.Operations;

namespace Darts.Search;

/// <summary>A <see cref="SearchEpoch"/> as a checkpoint stores it.</summary>
internal sealed record EpochRecord(int Epoch, int Epochs, double LearningRate, double TrainLoss, double TrainAccuracy, double ValidLoss, double ValidAccuracy,
    EpochRecord.Alphas Normal, EpochRecord.Alphas Reduction, string Genotype, double Seconds, long PeakMemory, double RemainingSeconds)
{
    /// <summary>Logits and weights of a cell's operations, row by row.</summary>
    public sealed record Alphas(double[][] Logits, double[][] Probabilities)
    {
        [JsonIgnore]
        public double[,] LogitMatrix => Matrix(Logits);

        [JsonIgnore]
        public double[,] ProbabilityMatrix => Matrix(Probabilities);

        public static Alphas Of(EdgeAlphas alphas) => new(Rows(alphas, alphas.Logit), Rows(alphas, alphas.Probability));
    }

    public static EpochRecord From(SearchEpoch epoch) => new(epoch.Epoch, epoch.Epochs, epoch.LearningRate, epoch.TrainLoss, epoch.TrainAccuracy, epoch.ValidLoss,
        epoch.ValidAccuracy, Alphas.Of(epoch.Normal), Alphas.Of(epoch.Reduction), epoch.Genotype.ToString(), epoch.Seconds, epoch.PeakMemory, epoch.RemainingSeconds);

    public SearchEpoch ToEpoch(OperationSet operations, CellTopology topology) => new()
    {
        Epoch = Epoch,
        Epochs = Epochs,
        LearningRate = LearningRate,
        TrainLoss = TrainLoss,
        TrainAccuracy = TrainAccuracy,
        ValidLoss = ValidLoss,
        ValidAccuracy = ValidAccuracy,
        Normal = new CellAlphas(operations, topology, Normal.LogitMatrix, Normal.ProbabilityMatrix),
        Reduction = new CellAlphas(operations, topology, Reduction.LogitMatrix, Reduction.ProbabilityMatrix),
        Genotype = Genotypes.Genotype.Parse(Genotype),
        Seconds = Seconds,
        PeakMemory = PeakMemory,
        RemainingSeconds = RemainingSeconds,
    };

    private static double[][] Rows(EdgeAlphas alphas, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, alphas.EdgeEnds.Count).Select(edge => Enumerable.Range(0, alphas.Names.Count).Select(k => value(edge, k)).ToArray())];

    private static double[,] Matrix(double[][] rows)
    {
        var matrix = new double[rows.Length, rows[0].Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows[i].Length; j++)
                matrix[i, j] = rows[i][j];
        }

        return matrix;
    }
}
