using Darts.Genotypes;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Darts.Networks;

/// <summary>
/// The evaluation network for small images: a 3x3 stem, discrete cells with reduction cells at 1/3 and 2/3 of the depth, global average pooling,
/// a linear classifier, and in training an auxiliary head behind the second reduction cell (section A.2.1 of the paper).
/// </summary>
/// <remarks>Names of weights are the authors', so that their state dictionaries fit.</remarks>
public sealed class CifarNetwork : EvaluationNetwork
{
    private readonly Sequential stem;

    /// <summary>Builds the network, its first weights drawn from the options' seed.</summary>
    /// <param name="genotype">Its cells.</param>
    /// <param name="options">What else it is made of.</param>
    /// <exception cref="ArgumentException">A genotype that does not fit or options that do not fit together.</exception>
    public CifarNetwork(Genotype genotype, CifarNetworkOptions? options = null)
        : base(nameof(CifarNetwork), genotype, options ?? new CifarNetworkOptions(), divisor: 4)
    {
        using var building = Build();
        var channels = Options.Channels * ((CifarNetworkOptions)Options).StemMultiplier;
        stem = Sequential(Conv2d(Options.InputChannels, channels, 3, padding: 1, bias: false), BatchNorm2d(channels));
        StackCells(channels, channels, afterReduction: false, Options.ImageSize / 4, secondNorm: true);
        building.Finish();
    }

    internal override IReadOnlyList<Sequential> Stems => [stem];

    private protected override bool AuxiliaryRectifiesInPlace => ((CifarNetworkOptions)Options).AuxiliaryRectifiesInPlace;
}
