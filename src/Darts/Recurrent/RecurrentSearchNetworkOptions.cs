using Darts.Kernels;
using Darts.Relaxation;
using Darts.Runtime;

namespace Darts.Recurrent;

/// <summary>What a search network for text is made of; the defaults are the authors' for Penn Treebank.</summary>
public sealed record RecurrentSearchNetworkOptions : LanguageModelOptions
{
    /// <summary>The authors' values.</summary>
    public RecurrentSearchNetworkOptions()
        : base(units: 300, seed: 3)
    {
    }

    /// <summary>The candidate activations.</summary>
    public ActivationSet Activations { get; init; } = ActivationSet.Darts;

    /// <summary>Nodes of the cell.</summary>
    public int Nodes { get; init => field = Option.AtLeast(value, 1, "a cell needs at least 1 node."); } = 8;

    /// <summary>How alphas become the weights of an edge's activations.</summary>
    public EdgeWeighting Weighting { get; init; } = EdgeWeighting.Softmax;

    /// <summary>Standard deviation of the first alphas: 0.001 in the authors' code, 0 in the paper (section A.1.1).</summary>
    public double AlphaScale { get; init => field = Option.NotNegative(value); } = 1e-3;

    /// <summary>Whether an evaluation normalises by each batch's own statistics and not by the running ones as the authors' code does.</summary>
    public bool EvaluatesWithBatchStatistics { get; init; }

    /// <summary>How it computes; when null the fast path on a CPU with vectors where kernels know every activation, else the reference path.</summary>
    public ComputePath? Path { get; init; }

    /// <summary>Threads of the fast path; as many as there are processors when null. A number of threads always gives the same bits.</summary>
    public int? Threads { get; init => field = value is null ? null : Option.AtLeast(value.Value, 1, "the fast path needs at least 1 thread."); }
}
