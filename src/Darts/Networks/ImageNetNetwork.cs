using Darts.Genotypes;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Darts.Networks;

/// <summary>
/// The evaluation network for large images: two stems of together three 3x3 convolutions of stride 2, discrete cells with reduction cells at 1/3
/// and 2/3 of the depth, global average pooling, a linear classifier, and in training an auxiliary head behind the second reduction cell
/// (section A.2.3 of the paper). The first cell takes the first stem, twice the size of the second, through a factorized reduce.
/// </summary>
/// <remarks>
/// Names of weights are the authors', so that their state dictionaries fit. They pool with fixed 7x7 windows and take 224x224 pixels alone; pooling
/// globally is the same there and takes other sizes.
/// </remarks>
public sealed class ImageNetNetwork : EvaluationNetwork
{
    private readonly Sequential stem0;
    private readonly Sequential stem1;

    /// <summary>Builds the network, its first weights drawn from the options' seed.</summary>
    /// <param name="genotype">Its cells.</param>
    /// <param name="options">What else it is made of.</param>
    /// <exception cref="ArgumentException">A genotype that does not fit or options that do not fit together.</exception>
    public ImageNetNetwork(Genotype genotype, ImageNetNetworkOptions? options = null)
        : base(nameof(ImageNetNetwork), genotype, options ?? new ImageNetNetworkOptions(), divisor: 32)
    {
        var channels = Options.Channels;
        if (channels % 2 != 0)
            throw new ArgumentException($"Channels = {channels}: the first stem's first convolution has half of them; take an even number.", nameof(options));
        using var building = Build();
        stem0 = Sequential(
            Conv2d(Options.InputChannels, channels / 2, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(channels / 2), ReLU(),
            Conv2d(channels / 2, channels, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(channels));
        stem1 = Sequential(ReLU(), Conv2d(channels, channels, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(channels));
        StackCells(channels, channels, afterReduction: true, Options.ImageSize / 32, secondNorm: false);
        building.Finish();
    }

    internal override IReadOnlyList<Sequential> Stems => [stem0, stem1];
}
