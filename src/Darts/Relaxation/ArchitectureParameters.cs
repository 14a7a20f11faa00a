using Darts.Operations;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Relaxation;

/// <summary>
/// The alphas: one matrix [edges, operations] that all normal cells share and one that all reduction cells share. They are parameters with
/// names of their own (<c>alphas_normal</c>, <c>alphas_reduce</c>), trained by the architect alone.
/// </summary>
public sealed class ArchitectureParameters : Module
{
    private readonly Parameter alphas_normal;
    private readonly Parameter alphas_reduce;
    private readonly EdgeWeighting weighting;

    /// <summary>Draws alphas from a normal distribution.</summary>
    /// <param name="operations">The candidate operations: the columns.</param>
    /// <param name="edges">Number of edges of a cell: the rows.</param>
    /// <param name="weighting">How alphas become weights.</param>
    /// <param name="scale">Standard deviation; 0.001 in the authors' code, 0 in the paper.</param>
    /// <param name="device">Where they live.</param>
    /// <param name="type">Their type.</param>
    public ArchitectureParameters(OperationSet operations, int edges, EdgeWeighting weighting, double scale, Device device, ScalarType type)
        : base(nameof(ArchitectureParameters))
    {
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentNullException.ThrowIfNull(weighting);
        this.weighting = weighting;
        // Drawn on the CPU and then moved, so that a seed gives the same alphas on every device.
        alphas_normal = new Parameter((randn(edges, operations.Count, dtype: type, device: CPU) * scale).to(device));
        alphas_reduce = new Parameter((randn(edges, operations.Count, dtype: type, device: CPU) * scale).to(device));
        RegisterComponents();
    }

    /// <summary>Alphas of the normal cells, [edges, operations].</summary>
    public Parameter Normal => alphas_normal;

    /// <summary>Alphas of the reduction cells, [edges, operations].</summary>
    public Parameter Reduction => alphas_reduce;

    /// <summary>The weights of the operations of every edge, [edges, operations], part of the graph.</summary>
    /// <param name="reduction">Of the reduction cells, not of the normal ones.</param>
    public Tensor Weights(bool reduction) => weighting.Apply(reduction ? alphas_reduce : alphas_normal);
}
