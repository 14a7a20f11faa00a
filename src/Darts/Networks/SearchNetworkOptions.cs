using Darts.Kernels;
using Darts.Operations;
using Darts.Relaxation;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Networks;

/// <summary>What a search network is made of; the defaults are the authors' for CIFAR-10.</summary>
public sealed record SearchNetworkOptions
{
    /// <summary>The candidate operations.</summary>
    public OperationSet Operations { get; init; } = OperationSet.Darts;

    /// <summary>Channels C of the first cell; they double at each reduction cell.</summary>
    public int Channels { get; init => field = Option.AtLeast(value, 1, "a search network needs at least 1 channel."); } = 16;

    /// <summary>Number of cells; the reduction cells stand at 1/3 and 2/3.</summary>
    public int Cells { get; init => field = Option.AtLeast(value, 3, "a search network needs at least 3 cells (normal, reduction, reduction)."); } = 8;

    /// <summary>Intermediate nodes of a cell.</summary>
    public int Nodes { get; init => field = Option.AtLeast(value, 1, "a cell needs at least 1 node."); } = 4;

    /// <summary>How many of the last nodes make a cell's output; all when null.</summary>
    public int? ConcatenatedNodes { get; init => field = value is null ? null : Option.AtLeast(value.Value, 1, "a cell's output needs at least 1 node."); }

    /// <summary>The stem has this many times C channels.</summary>
    public int StemMultiplier { get; init => field = Option.AtLeast(value, 1, "the stem needs at least 1 times C channels."); } = 3;

    /// <summary>Channels of the images: 3 for colour, 1 for grey.</summary>
    public int InputChannels { get; init => field = Option.AtLeast(value, 1, "images have at least 1 channel."); } = 3;

    /// <summary>Number of classes.</summary>
    public int Classes { get; init => field = Option.AtLeast(value, 2, "a classifier needs at least 2 classes."); } = 10;

    /// <summary>How alphas become the weights of an edge's operations.</summary>
    public EdgeWeighting Weighting { get; init; } = EdgeWeighting.Softmax;

    /// <summary>Standard deviation of the first alphas: 0.001 in the authors' code, 0 in the paper (section A.1.1).</summary>
    public double AlphaScale { get; init => field = Option.NotNegative(value); } = 1e-3;

    /// <summary>Seed of the first weights and alphas.</summary>
    public long Seed { get; init; } = 2;

    /// <summary>Where the network lives; the CPU when null.</summary>
    public Device? Device { get; init; }

    /// <summary>How it computes; when null the fast path on a CPU with vectors, else the reference path.</summary>
    public ComputePath? Path { get; init; }

    /// <summary>Threads of the fast path; as many as there are processors when null. A number of threads always gives the same bits.</summary>
    public int? Threads { get; init => field = value is null ? null : Option.AtLeast(value.Value, 1, "the fast path needs at least 1 thread."); }

    /// <summary>Type of weights and alphas, Float32 or Float64.</summary>
    public ScalarType Type { get; init; } = ScalarType.Float32;
}
