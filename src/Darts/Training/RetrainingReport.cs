namespace Darts.Training;

/// <summary>How far an epoch has come, for progress displays.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="TrainLoss">Mean training loss of this epoch so far, in nats.</param>
/// <param name="TrainAccuracy">Training accuracy of this epoch so far, in percent.</param>
/// <param name="SecondsPerStep">Mean time of a step in this epoch so far.</param>
public sealed record RetrainingReport(int Epoch, int Step, int Steps, double TrainLoss, double TrainAccuracy, double SecondsPerStep);
