namespace Darts.Kernels;

/// <summary>The operations of an edge that kernels compute.</summary>
/// <param name="Source">The state that it leaves.</param>
/// <param name="Candidates">The operations.</param>
internal sealed record EdgePlan(int Source, IReadOnlyList<CandidatePlan> Candidates)
{
    /// <summary>The chains of convolutions among them, in order.</summary>
    public IEnumerable<ConvolutionKernel> Stacks => Candidates.Select(candidate => candidate.Kernel).OfType<ConvolutionKernel>();

    /// <summary>The pools among them.</summary>
    public IEnumerable<PoolWindow> Pools => Candidates.Select(candidate => candidate.Kernel).OfType<PoolKernel>().Select(pool => pool.Window);
}
