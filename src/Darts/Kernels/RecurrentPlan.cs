namespace Darts.Kernels;

/// <summary>A pass of the relaxed recurrent cell over a window.</summary>
/// <param name="Length">Words T of the window.</param>
/// <param name="Batch">Rows B.</param>
/// <param name="Units">Size n of input and hidden state.</param>
/// <param name="Nodes">Nodes of the cell.</param>
/// <param name="Columns">Columns of alpha, zero operations among them.</param>
/// <param name="Kinds">The activations that are computed and their columns.</param>
/// <param name="NormalizesByBatch">Whether states are normalised by their batch's statistics and not by the running ones.</param>
/// <param name="UpdatesStatistics">Whether the batch's statistics enter the running ones.</param>
internal sealed record RecurrentPlan(int Length, int Batch, int Units, int Nodes, int Columns, (ActivationKind kind, int column)[] Kinds, bool NormalizesByBatch, bool UpdatesStatistics);
