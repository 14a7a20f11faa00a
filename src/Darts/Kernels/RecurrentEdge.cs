using System.Numerics;

namespace Darts.Kernels;

/// <summary>
/// An edge of the relaxed recurrent cell: P s + c (m - P s), with c = sigmoid(gate), m = sum of p_k f_k(x), P = sum of p_k; one vector of units,
/// all rows.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal sealed unsafe class RecurrentEdge<T, V>(RecurrentMemory<T, V> memory, T* weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private readonly RecurrentPlan plan = memory.Plan;
    private readonly int batch = memory.Batch;
    private readonly int units = memory.Units;
    private readonly int panel = memory.Panel;

    /// <summary>Adds the edge from a state to a node's state.</summary>
    public void Add(int position, int node, int from, int v)
    {
        var mixture = Mixture(node, from);
        V pt = V.Broadcast(mixture.Tanh), pr = V.Broadcast(mixture.Relu), ps = V.Broadcast(mixture.Sigmoid), pi = V.Broadcast(mixture.Identity), all = V.Broadcast(mixture.All);
        var product = memory.NodeProduct(position, node, v) + ((nint)from * batch * panel);
        T* source = memory.State(position, from, v), target = memory.State(position, node + 1, v);
        for (var row = 0; row < batch; row++, product += panel, source += units, target += units)
        {
            var x = V.Load(product + V.Count);
            var (t, s) = Gates<T, V>.Both(x);
            var mixed = (pt * t) + (pr * Gates<T, V>.Relu(x)) + (ps * s) + (pi * x);
            var carried = all * V.Load(source);
            (V.Load(target) + V.MultiplyAdd(Gates<T, V>.Sigmoid(V.Load(product)), mixed - carried, carried)).Store(target);
        }
    }

    /// <summary>From the gradient of a node's state to those of the product, which they overwrite, of the source and of the weights p.</summary>
    /// <param name="position">The position.</param>
    /// <param name="node">The node.</param>
    /// <param name="from">The source.</param>
    /// <param name="v">The vector of units.</param>
    /// <param name="gradients">Gradients of the states of the position, laid out as they are; the source's is added to.</param>
    /// <param name="sums">Gradients of p, which are added to; null where they are not wanted.</param>
    public void Backward(int position, int node, int from, int v, T* gradients, T* sums)
    {
        var mixture = Mixture(node, from);
        V pt = V.Broadcast(mixture.Tanh), pr = V.Broadcast(mixture.Relu), ps = V.Broadcast(mixture.Sigmoid), pi = V.Broadcast(mixture.Identity), all = V.Broadcast(mixture.All);
        V one = V.Broadcast(T.One), carriedSum = default, tanhSum = default, reluSum = default, sigmoidSum = default, identitySum = default;
        var product = memory.NodeProduct(position, node, v) + ((nint)from * batch * panel);
        var source = memory.State(position, from, v);
        T* given = gradients + ((node + 1) * memory.Layout.State) + (v * V.Count), target = gradients + (from * memory.Layout.State) + (v * V.Count);
        for (var row = 0; row < batch; row++, product += panel, source += units, given += units, target += units)
        {
            V g = V.Load(given), s = V.Load(source), x = V.Load(product + V.Count);
            var gate = Gates<T, V>.Sigmoid(V.Load(product));
            var (t, z) = Gates<T, V>.Both(x);
            var r = Gates<T, V>.Relu(x);
            var gated = g * gate;
            var open = g - gated;
            var mixed = (pt * t) + (pr * r) + (ps * z) + (pi * x);
            var slope = (pt * (one - (t * t))) + V.Keep(V.IsPositive(x), pr) + (ps * z * (one - z)) + pi;
            (open * gate * (mixed - (all * s))).Store(product);
            (gated * slope).Store(product + V.Count);
            V.MultiplyAdd(all, open, V.Load(target)).Store(target);
            carriedSum = V.MultiplyAdd(open, s, carriedSum);
            tanhSum = V.MultiplyAdd(gated, t, tanhSum);
            reluSum = V.MultiplyAdd(gated, r, reluSum);
            sigmoidSum = V.MultiplyAdd(gated, z, sigmoidSum);
            identitySum = V.MultiplyAdd(gated, x, identitySum);
        }

        if (sums is null)
            return;
        var carried = carriedSum.Sum();
        new EdgeMixture<T>(carried + tanhSum.Sum(), carried + reluSum.Sum(), carried + sigmoidSum.Sum(), carried + identitySum.Sum())
            .AddTo(plan, sums + Row(node, from));
    }

    private EdgeMixture<T> Mixture(int node, int from) => EdgeMixture<T>.Read(plan, weights + Row(node, from));

    private int Row(int node, int from) => (RecurrentLayout<T, V>.Edges(node) + from) * plan.Columns;
}
