using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Training;

/// <summary>
/// Plain gradient descent, w = w - eta (g + decay w), which can begin to average its iterates (Polyak and Juditsky, 1992) on the way:
/// a = a + (w - a) / max(1, t - 1), with t the number of steps since then.
/// </summary>
/// <remarks>
/// As in the library of the authors' code, from the second averaged step on eta is the learning rate of the step before, and the average
/// begins anew at the second step: the first iterate never enters it.
/// </remarks>
internal sealed class AveragedSgd : IDisposable
{
    private readonly IReadOnlyList<Parameter> weights;
    private readonly double decay;
    private double eta;

    /// <summary>Makes an optimizer that does not average yet.</summary>
    /// <param name="weights">What it trains.</param>
    /// <param name="decay">Weight decay, added to the gradient.</param>
    public AveragedSgd(IReadOnlyList<Parameter> weights, double decay)
    {
        (this.weights, this.decay) = (weights, decay);
        Averages = [.. weights.Select(weight => weight.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>Whether iterates are averaged.</summary>
    public bool Averaging { get; private set; }

    /// <summary>Steps since averaging began.</summary>
    public long Steps { get; private set; }

    /// <summary>The averages; meaningless before averaging began.</summary>
    public IReadOnlyList<Tensor> Averages { get; }

    /// <summary>Begins to average.</summary>
    public void BeginAveraging() => Restore(true, 0, 0);

    /// <summary>One step along the weights' gradients.</summary>
    /// <param name="learningRate">The learning rate set for this step.</param>
    /// <returns>The step size that was used.</returns>
    public double Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var used = Averaging && Steps > 0 ? eta : learningRate;
        Steps += Averaging ? 1 : 0;
        for (var i = 0; i < weights.Count; i++)
        {
            var weight = weights[i];
            if (weight.grad is { } gradient)
                weight.sub_((gradient + decay * weight) * used);
            if (Averaging)
                Averages[i].add_((weight - Averages[i]) / Math.Max(1, Steps - 1));
        }

        eta = learningRate;
        return used;
    }

    /// <summary>Exchanges weights and averages, bit for bit.</summary>
    public void Swap()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (var i = 0; i < weights.Count; i++)
        {
            var weight = weights[i].detach().clone();
            weights[i].copy_(Averages[i]);
            Averages[i].copy_(weight);
        }
    }

    /// <summary>The state as numbers, for checkpoints: averaging or not, steps, the bits of eta.</summary>
    public long[] Counters() => [Averaging ? 1 : 0, Steps, BitConverter.DoubleToInt64Bits(eta)];

    /// <summary>Puts such a state back; the averages are the caller's to restore.</summary>
    public void Restore(ReadOnlySpan<long> counters) => Restore(counters[0] != 0, counters[1], BitConverter.Int64BitsToDouble(counters[2]));

    public void Dispose()
    {
        foreach (var average in Averages)
            average.Dispose();
    }

    private void Restore(bool averaging, long steps, double lastRate) => (Averaging, Steps, eta) = (averaging, steps, lastRate);
}
