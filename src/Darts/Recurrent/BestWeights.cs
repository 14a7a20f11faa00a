using Darts.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Recurrent;

/// <summary>The weights with the least validation loss so far, and how far the optimizer was then: what a training goes back to.</summary>
internal sealed class BestWeights(IReadOnlyList<Parameter> weights) : IDisposable
{
    private long[] optimizerCounters = [0, 0, 0];

    /// <summary>Whether any were kept.</summary>
    public bool Exists { get; private set; }

    /// <summary>The copies.</summary>
    public IReadOnlyList<Tensor> Weights { get; } = [.. weights.Select(weight => weight.detach().clone().DetachFromDisposeScope())];

    /// <summary>Keeps the weights as they are now.</summary>
    public void Keep(AveragedSgd optimizer)
    {
        using var _ = no_grad();
        for (var i = 0; i < weights.Count; i++)
            Weights[i].copy_(weights[i]);
        optimizerCounters = optimizer.Counters();
        Exists = true;
    }

    /// <summary>
    /// Puts weights and optimizer back to where they were. Where iterates were averaged the kept weights are the average, as in the authors'
    /// code, and both go on from there.
    /// </summary>
    public void PutBack(AveragedSgd optimizer)
    {
        CopyTo(weights);
        CopyTo(optimizer.Averages);
        optimizer.Restore(optimizerCounters);
    }

    /// <summary>Copies the kept weights.</summary>
    public void CopyTo(IReadOnlyList<Tensor> targets)
    {
        using var _ = no_grad();
        for (var i = 0; i < targets.Count; i++)
            targets[i].copy_(Weights[i]);
    }

    /// <summary>The state as numbers, for checkpoints.</summary>
    public long[] Counters() => [Exists ? 1 : 0, .. optimizerCounters];

    /// <summary>Puts such a state back; the weights are the caller's to restore.</summary>
    public void Restore(ReadOnlySpan<long> counters) => (Exists, optimizerCounters) = (counters[0] != 0, counters[1..].ToArray());

    public void Dispose()
    {
        foreach (var weight in Weights)
            weight.Dispose();
    }
}
