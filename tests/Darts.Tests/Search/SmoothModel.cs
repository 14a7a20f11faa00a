using Darts.Relaxation;
using Darts.Search;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Tests.Search;

/// <summary>A small relaxed network in float64 without corners: a mixture of two convolutions, batch norm, tanh, a classifier.</summary>
internal sealed class SmoothModel : Module<Tensor, Tensor>, IBilevelModel
{
    private readonly Conv2d three = Conv2d(2, 3, 3, padding: 1, bias: false, dtype: ScalarType.Float64);
    private readonly Conv2d one = Conv2d(2, 3, 1, bias: false, dtype: ScalarType.Float64);
    private readonly BatchNorm2d norm = BatchNorm2d(3, dtype: ScalarType.Float64);
    private readonly Linear classifier = Linear(3, 4, dtype: ScalarType.Float64);
    private readonly Parameter mixture = new(tensor([0.3, -0.2, 0.1], ScalarType.Float64, CPU));
    private readonly Parameter slope = new(tensor([0.7], ScalarType.Float64, CPU));

    public SmoothModel()
        : base(nameof(SmoothModel)) => RegisterComponents();

    public IReadOnlyList<Parameter> Weights => [.. three.parameters(), .. one.parameters(), .. norm.parameters(), .. classifier.parameters()];

    public IReadOnlyList<Parameter> Alphas => [mixture, slope];

    public IReadOnlyList<Tensor> Statistics => [.. buffers()];

    public Objective Loss(Tensor images, Tensor labels) => new(() => functional.cross_entropy(forward(images), labels));

    public override Tensor forward(Tensor input)
    {
        var weights = mixture.softmax(0);
        var mixed = weights[0] * three.forward(input) + weights[1] * one.forward(input);
        return classifier.forward((norm.forward(mixed) * slope).tanh().mean([2, 3]) + weights[2]);
    }
}
