namespace Darts.Recurrent;

/// <summary>How far an epoch on text has come, for progress displays.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="Steps">Steps of this epoch.</param>
/// <param name="TrainLoss">Mean training loss of this epoch so far, in nats.</param>
/// <param name="SecondsPerStep">Mean time of a step in this epoch so far.</param>
public sealed record TextStep(int Epoch, int Step, int Steps, double TrainLoss, double SecondsPerStep);
