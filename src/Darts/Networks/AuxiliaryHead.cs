using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Networks;

/// <summary>
/// A second classifier on the output of the second reduction cell, for training alone (section A.2.1 of the paper): relu, average pool to
/// 2x2, 1x1 convolution to 128 channels, BN, relu, 2x2 convolution to 768 channels, BN, relu, linear. The authors' ImageNet head lacks the second BN.
/// </summary>
/// <remarks>
/// The pool's window is max(5, half of the map rounded up) and its stride the side less the window, so that four windows cover the map: stride
/// 3 on the 8x8 maps of CIFAR-10 and 2 on the 7x7 maps of ImageNet, as in the authors' code.
/// </remarks>
public sealed class AuxiliaryHead : Module<Tensor, Tensor>
{
    private const int SmallestMap = 6;

    private readonly Sequential features;
    private readonly Linear classifier;

    /// <summary>Builds the head.</summary>
    /// <param name="channels">Channels of the map.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="map">Height and width of the map, at least 6.</param>
    /// <param name="secondNorm">Whether a batch norm follows the 2x2 convolution.</param>
    /// <exception cref="ArgumentException">The map is too small.</exception>
    public AuxiliaryHead(int channels, int classes, int map, bool secondNorm)
        : base(nameof(AuxiliaryHead))
    {
        if (map < SmallestMap)
            throw new ArgumentException($"Map of {map}x{map}: an auxiliary head pools to 2x2 with windows of 5x5 or more and needs {SmallestMap}x{SmallestMap}; take larger images, or switch the head off (Auxiliary = false).", nameof(map));
        var window = Math.Max(5, (map + 1) / 2);
        List<Module<Tensor, Tensor>> layers =
        [
            ReLU(), AvgPool2d(window, map - window), Conv2d(channels, 128, 1, bias: false), BatchNorm2d(128), ReLU(), Conv2d(128, 768, 2, bias: false),
        ];
        if (secondNorm)
            layers.Add(BatchNorm2d(768));
        layers.Add(ReLU());
        features = Sequential(layers);
        classifier = Linear(768, classes);
        RegisterComponents();
        InputShape = [1, channels, map, map];
    }

    /// <summary>Shape of the map of one image, [1, C, H, W].</summary>
    internal long[] InputShape { get; }

    /// <summary>Class logits of a map.</summary>
    /// <param name="input">[N, C, H, W].</param>
    /// <returns>[N, classes].</returns>
    public override Tensor forward(Tensor input) => classifier.call(features.call(input).flatten(1));
}
