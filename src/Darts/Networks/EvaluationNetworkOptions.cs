using Darts.Kernels;
using Darts.Operations;
using Darts.Runtime;
using static TorchSharp.torch;

namespace Darts.Networks;

/// <summary>What an evaluation network is made of beside its genotype.</summary>
public abstract record EvaluationNetworkOptions
{
    /// <summary>Where the genotype's operations are looked up: every operation of the kit by default; add your own with <c>With</c>.</summary>
    public OperationSet Operations { get; init; } = OperationSet.All;

    /// <summary>Channels C of the first cell; they double at each reduction cell.</summary>
    public int Channels { get; init => field = Option.AtLeast(value, 1, "an evaluation network needs at least 1 channel."); }

    /// <summary>Number of cells; the reduction cells stand at 1/3 and 2/3.</summary>
    public int Cells { get; init => field = Option.AtLeast(value, 3, "an evaluation network needs at least 3 cells (normal, reduction, reduction)."); }

    /// <summary>Channels of the images: 3 for colour, 1 for grey.</summary>
    public int InputChannels { get; init => field = Option.AtLeast(value, 1, "images have at least 1 channel."); } = 3;

    /// <summary>Number of classes.</summary>
    public int Classes { get; init => field = Option.AtLeast(value, 2, "a classifier needs at least 2 classes."); }

    /// <summary>Height and width of the images.</summary>
    public int ImageSize { get; init => field = Option.AtLeast(value, 4, "two reduction cells halve the map twice."); }

    /// <summary>Whether there is an auxiliary head; it takes part in training alone and its parameters are counted apart.</summary>
    public bool Auxiliary { get; init; } = true;

    /// <summary>Seed of the first weights.</summary>
    public long Seed { get; init; }

    /// <summary>Where the network lives; the CPU when null.</summary>
    public Device? Device { get; init; }

    /// <summary>How it computes; when null the fast path on a CPU with vectors, else the reference path.</summary>
    public ComputePath? Path { get; init; }

    /// <summary>Threads of the fast path; as many as there are processors when null. A number of threads always gives the same bits.</summary>
    public int? Threads { get; init => field = value is null ? null : Option.AtLeast(value.Value, 1, "the fast path needs at least 1 thread."); }

    /// <summary>Type of the weights, Float32 or Float64.</summary>
    public ScalarType Type { get; init; } = ScalarType.Float32;
}
