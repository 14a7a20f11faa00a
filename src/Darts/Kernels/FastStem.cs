using TorchSharp.Modules;

namespace Darts.Kernels;

/// <summary>A stem on the fast path: one <see cref="CellFunction"/> for its chain of [relu], convolution, batch norm.</summary>
internal sealed class FastStem
{
    private readonly CellPlan plan;
    private readonly ForwardHooks hooks;

    /// <summary>Plans a stem.</summary>
    /// <param name="stem">Its modules. Where it does not begin with a rectifier it takes images as they are.</param>
    /// <exception cref="ArgumentException">It is no such chain.</exception>
    public FastStem(Sequential stem)
    {
        var modules = stem.children().ToArray();
        // Three by three, with nothing for the rectifier that images do not meet.
        var links = (modules is [ReLU, ..] ? modules : modules.Prepend(null)).Chunk(3).Select(link => link is [null or ReLU, Conv2d convolution, BatchNorm2d norm]
            ? new ConvolutionStage(norm, new ConvolutionBranch(null, convolution))
            : throw new ArgumentException($"{string.Join(", ", modules.Select(module => module.GetName()))}: a stem is a chain of convolution and batch norm, with a rectifier between two.", nameof(stem)));
        var candidate = CandidatePlan.Of(-1, new ConvolutionKernel([.. links]), null) ?? throw new ArgumentException("The stem has a convolution that kernels do not compute.", nameof(stem));
        plan = new CellPlan(1, [new NodePlan([new EdgePlan(0, [candidate])])], [1]) { TakesImages = modules[0] is not ReLU };
        hooks = new ForwardHooks(stem, []);
    }

    /// <summary>Computes the stem.</summary>
    /// <param name="engine">The kernels.</param>
    /// <param name="input">Images, or the output of the stem before.</param>
    public CellState Forward(KernelEngine engine, CellState input)
    {
        hooks.Refuse();
        return CellFunction.Apply(engine, plan, [input], null);
    }
}
