using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>What the backward pass needs of the forward pass.</summary>
/// <param name="States">Normalised states, [T, states, B, units].</param>
/// <param name="Masked">The same times the mask; the states themselves without one.</param>
/// <param name="Hidden">Hidden states before each position and after the last, [T + 1, B, units].</param>
/// <param name="MaskedHidden">The same times the mask; the hidden states themselves without one.</param>
/// <param name="Products">Gates and candidates; overwritten by their gradients.</param>
/// <param name="Inverse">1 / deviation, [T, states, units].</param>
/// <param name="Mask">The mask, padded, or null.</param>
internal sealed record RecurrentRecord(Tensor States, Tensor Masked, Tensor Hidden, Tensor MaskedHidden, Tensor Products, Tensor Inverse, Tensor? Mask);
