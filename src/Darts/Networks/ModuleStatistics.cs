namespace Darts.Networks;

/// <summary>Sizes of one module.</summary>
/// <param name="Name">Its name in the state dictionary, e.g. <c>cells.0._ops.1.op.2</c>, or that of a module that holds it.</param>
/// <param name="Parameters">Number of weights.</param>
/// <param name="MultiplyAdds">Multiply-adds of its convolutions and linear layers for one image.</param>
public sealed record ModuleStatistics(string Name, long Parameters, long MultiplyAdds);
