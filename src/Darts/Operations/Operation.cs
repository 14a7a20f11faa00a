using Darts.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Operations;

/// <summary>A candidate operation o(x) of an edge: a name, and how to build it.</summary>
/// <param name="Name">The name that genotypes use.</param>
/// <param name="Create">Builds the operation: any module from [N, C, H, W] to [N, C, H/stride, W/stride].</param>
public sealed record Operation(string Name, Func<OperationShape, Module<Tensor, Tensor>> Create) : ICandidate
{
    /// <summary>
    /// Whether the search network adds a batch norm without scale and shift behind it, so that outputs of different operations are of one
    /// size and their alphas comparable. Pools ask for it; operations that end with a batch norm of their own do not.
    /// </summary>
    public bool NormalizedInSearch { get; init; }

    /// <summary>
    /// Whether it is the zero operation: it takes its share of the softmax and adds nothing, and a genotype never holds it.
    /// </summary>
    public bool IsZero { get; init; }

    /// <summary>
    /// What the fast path has to know of the module that the factory built, or null to let the module compute. By default a module says so
    /// itself (<see cref="IKernelModule"/>).
    /// </summary>
    public Func<OperationShape, Module<Tensor, Tensor>, OperationKernel?> Kernel { get; init; } = static (_, module) => (module as IKernelModule)?.Kernel;

    /// <summary>Builds the operation as the search network uses it: without scale and shift, with the extra batch norm where asked for.</summary>
    /// <param name="channels">Channels C.</param>
    /// <param name="stride">1 or 2.</param>
    /// <exception cref="InvalidOperationException">The factory gave null.</exception>
    public Module<Tensor, Tensor> CreateForSearch(int channels, int stride)
    {
        var module = CreateChecked(new OperationShape(channels, stride, Affine: false));
        return NormalizedInSearch ? Sequential(("0", module), ("1", BatchNorm2d(channels, affine: false))) : module;
    }

    /// <summary>How kernels compute what <see cref="CreateForSearch"/> built, or null where its module has to.</summary>
    internal CandidatePlan? PlanForSearch(int weight, int channels, int stride, Module<Tensor, Tensor> built)
    {
        var (module, norm) = NormalizedInSearch
            ? ((Module<Tensor, Tensor>)built.children().First(), (BatchNorm2d)built.children().Last())
            : (built, null);
        var kernel = Kernel(new OperationShape(channels, stride, Affine: false), module);
        return CandidatePlan.Of(weight, kernel, norm);
    }

    /// <summary>How kernels compute what the factory built for an evaluation network, or null where its module has to.</summary>
    internal CandidatePlan? PlanForEvaluation(int channels, int stride, Module<Tensor, Tensor> built) =>
        CandidatePlan.Of(-1, Kernel(new OperationShape(channels, stride, Affine: true), built), null);

    internal Module<Tensor, Tensor> CreateChecked(OperationShape shape) =>
        Create(shape) ?? throw new InvalidOperationException($"Operation '{Name}': its factory returned null for {shape}; it must return a module.");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
