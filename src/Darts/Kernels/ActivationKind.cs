namespace Darts.Kernels;

/// <summary>The activations that kernels compute.</summary>
internal enum ActivationKind
{
    Tanh,
    Relu,
    Sigmoid,
    Identity,
}
