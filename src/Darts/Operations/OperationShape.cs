namespace Darts.Operations;

/// <summary>What a candidate operation is built for.</summary>
/// <param name="Channels">Channels C of its input and its output.</param>
/// <param name="Stride">1, or 2 where the map is halved: [N, C, H, W] to [N, C, H/2, W/2].</param>
/// <param name="Affine">Whether its batch norms have scale and shift: false in the search, true in evaluation (section A.1.1 of the paper).</param>
public readonly record struct OperationShape(int Channels, int Stride, bool Affine);
