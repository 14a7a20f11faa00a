using Darts.Search;

namespace Darts.Recurrent;

/// <summary>A <see cref="RecurrentSearchEpoch"/> as a checkpoint stores it.</summary>
internal sealed record RecurrentEpochRecord(int Epoch, int Epochs, double LearningRate, double TrainLoss, double ValidLoss, EpochRecord.Alphas Alphas,
    string Genotype, double Seconds, long PeakMemory, double RemainingSeconds)
{
    public static RecurrentEpochRecord From(RecurrentSearchEpoch epoch) => new(epoch.Epoch, epoch.Epochs, epoch.LearningRate, epoch.TrainLoss, epoch.ValidLoss,
        EpochRecord.Alphas.Of(epoch.Alphas), epoch.Genotype.ToString(), epoch.Seconds, epoch.PeakMemory, epoch.RemainingSeconds);

    public RecurrentSearchEpoch ToEpoch(ActivationSet activations, RecurrentTopology topology) => new()
    {
        Epoch = Epoch,
        Epochs = Epochs,
        LearningRate = LearningRate,
        TrainLoss = TrainLoss,
        ValidLoss = ValidLoss,
        Alphas = new RecurrentAlphas(activations, topology, Alphas.LogitMatrix, Alphas.ProbabilityMatrix),
        Genotype = RecurrentGenotype.Parse(Genotype),
        Seconds = Seconds,
        PeakMemory = PeakMemory,
        RemainingSeconds = RemainingSeconds,
    };
}
