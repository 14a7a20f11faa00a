using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// The batch norm of a recurrent cell, without scale and shift: one, with one set of running statistics, for all states of all positions; one vector
/// of units, all rows.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal sealed unsafe class RecurrentNorm<T, V>(RecurrentMemory<T, V> memory)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private static readonly T Momentum = T.CreateTruncating(0.1);
    private static readonly T Epsilon = T.CreateTruncating(1e-5);

    private readonly int batch = memory.Batch;
    private readonly int units = memory.Units;

    /// <summary>(s - mean) / deviation in place of a state, by the batch's statistics, which enter the running ones, or by the running ones.</summary>
    /// <param name="position">The position.</param>
    /// <param name="state">The state.</param>
    /// <param name="v">The vector of units.</param>
    /// <param name="runningMean">Running mean of all units.</param>
    /// <param name="runningVariance">Running variance of all units.</param>
    public void Forward(int position, int state, int v, T* runningMean, T* runningVariance)
    {
        var values = memory.State(position, state, v);
        V mean, factor;
        T* running = runningMean + (v * V.Count), variances = runningVariance + (v * V.Count);
        if (memory.Plan.NormalizesByBatch)
        {
            var count = V.Broadcast(T.CreateTruncating(batch));
            V sum = default, squares = default;
            for (var row = 0; row < batch; row++)
                sum += V.Load(values + ((nint)row * units));
            mean = sum / count;
            for (var row = 0; row < batch; row++)
            {
                var deviation = V.Load(values + ((nint)row * units)) - mean;
                squares = V.MultiplyAdd(deviation, deviation, squares);
            }

            factor = InverseRoot((squares / count) + V.Broadcast(Epsilon));
            var (keep, take) = (V.Broadcast(T.One - Momentum), V.Broadcast(Momentum));
            ((V.Load(running) * keep) + (mean * take)).Store(running);
            ((V.Load(variances) * keep) + (squares / V.Broadcast(T.CreateTruncating(batch - 1)) * take)).Store(variances);
        }
        else
        {
            mean = V.Load(running);
            factor = InverseRoot(V.Load(variances) + V.Broadcast(Epsilon));
        }

        factor.Store(memory.Inverse(position, state, v));
        T* mask = memory.Mask(v), masked = memory.Masked(position, state, v);
        for (var row = (nint)0; row < batch; row++)
        {
            var normalized = (V.Load(values + (row * units)) - mean) * factor;
            normalized.Store(values + (row * units));
            if (memory.HasMask)
                (normalized * V.Load(mask + (row * units))).Store(masked + (row * units));
        }
    }

    /// <summary>From the gradient of a normalised state x to that of the state, in its place: (g - mean(g) - x mean(g x)) / deviation by batch statistics.</summary>
    /// <param name="position">The position.</param>
    /// <param name="state">The state.</param>
    /// <param name="v">The vector of units.</param>
    /// <param name="gradients">Gradients of the states of the position, laid out as they are.</param>
    public void Backward(int position, int state, int v, T* gradients)
    {
        var g = gradients + (state * memory.Layout.State) + (v * V.Count);
        var x = memory.State(position, state, v);
        var factor = V.Load(memory.Inverse(position, state, v));
        V mean = default, along = default;
        if (memory.Plan.NormalizesByBatch)
        {
            for (var row = (nint)0; row < batch; row++)
            {
                mean += V.Load(g + (row * units));
                along = V.MultiplyAdd(V.Load(g + (row * units)), V.Load(x + (row * units)), along);
            }

            var count = V.Broadcast(T.CreateTruncating(batch));
            (mean, along) = (mean / count, along / count);
        }

        for (var row = (nint)0; row < batch; row++)
            ((V.Load(g + (row * units)) - mean - (V.Load(x + (row * units)) * along)) * factor).Store(g + (row * units));
    }

    private static V InverseRoot(V value)
    {
        var numbers = stackalloc T[V.Count];
        value.Store(numbers);
        for (var i = 0; i < V.Count; i++)
            numbers[i] = T.One / T.Sqrt(numbers[i]);
        return V.Load(numbers);
    }
}
