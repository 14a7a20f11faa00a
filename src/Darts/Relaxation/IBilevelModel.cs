using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Relaxation;

/// <summary>
/// What a bilevel search needs of a model: two separate groups of parameters, and the running statistics that a pass in training mode
/// changes. Losses are given to the architect as functions, so anything that has one can be searched.
/// </summary>
public interface IBilevelModel
{
    /// <summary>The network weights w.</summary>
    IReadOnlyList<Parameter> Weights { get; }

    /// <summary>The architecture parameters alpha.</summary>
    IReadOnlyList<Parameter> Alphas { get; }

    /// <summary>Running statistics; none for a model without batch norm.</summary>
    IReadOnlyList<Tensor> Statistics { get; }

    /// <summary>Weights that the model uses in two places, as a language model uses its embedding in the decoder; none for most models.</summary>
    IReadOnlyList<Parameter> TiedWeights => [];

    /// <summary>Number of threads that share what is done weight by weight between two passes; one where libtorch's own threads compute.</summary>
    internal int Threads => 1;
}
