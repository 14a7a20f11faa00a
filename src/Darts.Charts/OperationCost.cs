namespace Darts.Charts;

/// <summary>What one operation costs a search.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Parameters">Number of its weights.</param>
/// <param name="MultiplyAdds">Multiply-adds of one image.</param>
/// <param name="Milliseconds">Measured time of a search step with this operation alone.</param>
public sealed record OperationCost(string Name, long Parameters, long MultiplyAdds, double Milliseconds);
