using Darts.Cells;
using Darts.Operations;

namespace Darts.Search;

/// <summary>A <see cref="SearchEpoch"/> as a checkpoint stores it.</summary>
internal sealed record EpochRecord(int Epoch, int Epochs, double LearningRate, double TrainLoss, double TrainAccuracy, double ValidLoss, double ValidAccuracy,
    EpochRecord.Alphas Normal, EpochRecord.Alphas Reduction, string Genotype, double Seconds, long PeakMemory, double RemainingSeconds)
{
    /// <summary>Logits and weights of a cell's operations, row by row.</summary>
    public sealed record Alphas(double[][] Logits, double[][] Probabilities);

    public static EpochRecord From(SearchEpoch epoch) => new(epoch.Epoch, epoch.Epochs, epoch.LearningRate, epoch.TrainLoss, epoch.TrainAccuracy, epoch.ValidLoss,
        epoch.ValidAccuracy, From(epoch.Normal), From(epoch.Reduction), epoch.Genotype.ToString(), epoch.Seconds, epoch.PeakMemory, epoch.RemainingSeconds);

    public SearchEpoch ToEpoch(OperationSet operations, CellTopology topology) => new()
    {
        Epoch = Epoch,
        Epochs = Epochs,
        LearningRate = LearningRate,
        TrainLoss = TrainLoss,
        TrainAccuracy = TrainAccuracy,
        ValidLoss = ValidLoss,
        ValidAccuracy = ValidAccuracy,
        Normal = new CellAlphas(operations, topology, Matrix(Normal.Logits), Matrix(Normal.Probabilities)),
        Reduction = new CellAlphas(operations, topology, Matrix(Reduction.Logits), Matrix(Reduction.Probabilities)),
        Genotype = Genotypes.Genotype.Parse(Genotype),
        Seconds = Seconds,
        PeakMemory = PeakMemory,
        RemainingSeconds = RemainingSeconds,
    };

    private static Alphas From(CellAlphas alphas) => new(Rows(alphas, alphas.Logit), Rows(alphas, alphas.Probability));

    private static double[][] Rows(CellAlphas alphas, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, alphas.Topology.Edges).Select(edge => Enumerable.Range(0, alphas.Operations.Count).Select(k => value(edge, k)).ToArray())];

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
