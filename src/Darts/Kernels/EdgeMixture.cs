using System.Numerics;

namespace Darts.Kernels;

/// <summary>The weights p_k of the four activations on an edge of a recurrent cell, zero for those that are not candidates.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly record struct EdgeMixture<T>(T Tanh, T Relu, T Sigmoid, T Identity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>P, the sum of all: what is left of 1 belongs to the zero operation.</summary>
    public T All => Tanh + Relu + Sigmoid + Identity;

    /// <summary>Reads the weights of an edge.</summary>
    /// <param name="plan">Says which column belongs to which activation.</param>
    /// <param name="weights">The edge's row of p.</param>
    public static unsafe EdgeMixture<T> Read(RecurrentPlan plan, T* weights)
    {
        T tanh = T.Zero, relu = T.Zero, sigmoid = T.Zero, identity = T.Zero;
        foreach (var (kind, column) in plan.Kinds)
        {
            switch (kind)
            {
                case ActivationKind.Tanh: tanh += weights[column]; break;
                case ActivationKind.Relu: relu += weights[column]; break;
                case ActivationKind.Sigmoid: sigmoid += weights[column]; break;
                case ActivationKind.Identity: identity += weights[column]; break;
            }
        }

        return new EdgeMixture<T>(tanh, relu, sigmoid, identity);
    }

    /// <summary>Adds numbers of the activations, gradients for their weights, to an edge's row.</summary>
    /// <param name="plan">Says which column belongs to which activation.</param>
    /// <param name="weights">The edge's row.</param>
    public unsafe void AddTo(RecurrentPlan plan, T* weights)
    {
        foreach (var (kind, column) in plan.Kinds)
        {
            weights[column] += kind switch
            {
                ActivationKind.Tanh => Tanh,
                ActivationKind.Relu => Relu,
                ActivationKind.Sigmoid => Sigmoid,
                _ => Identity,
            };
        }
    }
}
