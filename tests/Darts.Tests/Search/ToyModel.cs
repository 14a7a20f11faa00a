using Darts.Relaxation;
using Darts.Search;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Tests.Search;

/// <summary>
/// The toy problem of figure 2: L_valid(w, alpha) = alpha w - 2 alpha + 1 and L_train(w, alpha) = w^2 - 2 alpha w + alpha^2, both numbers real.
/// </summary>
internal sealed class ToyModel(double alpha, double w) : IBilevelModel, IDisposable
{
    private readonly Parameter weight = new(tensor([w], ScalarType.Float64, CPU));
    private readonly Parameter architecture = new(tensor([alpha], ScalarType.Float64, CPU));

    public IReadOnlyList<Parameter> Weights => [weight];

    public IReadOnlyList<Parameter> Alphas => [architecture];

    public IReadOnlyList<Tensor> Statistics => [];

    public double W => weight.item<double>();

    public double Alpha => architecture.item<double>();

    public Objective Valid => new(() => (architecture * weight - 2 * architecture + 1).sum());

    public Objective Train => new(() => (weight * weight - 2 * architecture * weight + architecture * architecture).sum());

    /// <summary>Plain gradient descent on alpha, as in the figure.</summary>
    public void Descend(Tensor gradient, double rate)
    {
        using var _ = no_grad();
        architecture.sub_(rate * gradient);
    }

    public void Dispose()
    {
        weight.Dispose();
        architecture.Dispose();
    }
}
