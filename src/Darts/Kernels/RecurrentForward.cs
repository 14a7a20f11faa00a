using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// The forward pass. Every thread has some units for itself: it computes their gates and candidates for all rows of a node at once, mixes and
/// normalises them, so that threads wait for each other only where a node needs all units of the states before it.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal sealed unsafe class RecurrentForward<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    private static readonly T Momentum = T.CreateTruncating(0.1);
    private static readonly T Epsilon = T.CreateTruncating(1e-5);

    private readonly RecurrentPlan plan;
    private readonly RecurrentTensors tensors;
    private readonly RecurrentLayout<T, V> layout;
    private readonly ThreadTeam team;
    private readonly Tensor outputs;
    private readonly RecurrentRecord record;
    private readonly int batch;
    private readonly int units;
    private readonly int panel;
    private readonly T* states;
    private readonly T* masked;
    private readonly T* hidden;
    private readonly T* maskedHidden;
    private readonly T* products;
    private readonly T* inverse;
    private readonly T* mask;
    private readonly T* mixture;
    private readonly T* packedHidden;
    private readonly T*[] packed;
    private readonly T* runningMean;
    private readonly T* runningVariance;
    private int position;
    private int currentNode;

    public RecurrentForward(RecurrentPlan plan, RecurrentTensors tensors, ThreadTeam team, Scratch scratch)
    {
        (this.plan, this.tensors, this.team) = (plan, tensors, team);
        layout = new RecurrentLayout<T, V>(plan);
        (batch, units, panel) = (plan.Batch, layout.Units, layout.Panel);
        var hasMask = tensors.HiddenMask is not null;
        var hiddenSize = (plan.Length + 1) * layout.State;
        outputs = tensors.InputPart.new_empty(plan.Length, plan.Batch, plan.Units);
        var (stateBuffer, hiddenBuffer) = (outputs.new_empty(layout.AllStates), outputs.new_empty(hiddenSize));
        record = new RecurrentRecord(
            stateBuffer, hasMask ? outputs.new_empty(layout.AllStates) : stateBuffer,
            hiddenBuffer, hasMask ? outputs.new_empty(hiddenSize) : hiddenBuffer,
            outputs.new_empty(layout.AllProducts),
            outputs.new_empty((long)plan.Length * layout.States * units),
            hasMask ? outputs.new_zeros(layout.State) : null);
        states = TensorData.Pointer<T>(record.States);
        masked = TensorData.Pointer<T>(record.Masked);
        hidden = TensorData.Pointer<T>(record.Hidden);
        maskedHidden = TensorData.Pointer<T>(record.MaskedHidden);
        products = TensorData.Pointer<T>(record.Products);
        inverse = TensorData.Pointer<T>(record.Inverse);
        mask = record.Mask is null ? null : TensorData.Pointer<T>(record.Mask);
        mixture = TensorData.Pointer<T>(tensors.Weights);
        var matrix = (long)layout.Vectors * plan.Units * panel;
        packedHidden = scratch.Take<T>(matrix);
        packed = new T*[plan.Nodes];
        for (var i = 0; i < plan.Nodes; i++)
            packed[i] = scratch.Take<T>(matrix);
        runningMean = scratch.TakeZeros<T>(units);
        runningVariance = scratch.TakeZeros<T>(units);
    }

    public (Tensor outputs, RecurrentRecord record) Run()
    {
        Copy(TensorData.Pointer<T>(tensors.RunningMean), runningMean, 1, plan.Units, units);
        Copy(TensorData.Pointer<T>(tensors.RunningVariance), runningVariance, 1, plan.Units, units);
        for (var i = plan.Units; i < units; i++)
            runningVariance[i] = T.PositiveInfinity; // so that padded units are zero
        Copy(TensorData.Pointer<T>(tensors.Hidden), hidden, batch, plan.Units, units);
        if (mask is not null)
        {
            Copy(TensorData.Pointer<T>(tensors.HiddenMask!), mask, batch, plan.Units, units);
            for (long i = 0; i < layout.State; i++)
                maskedHidden[i] = hidden[i] * mask[i];
        }

        team.Run(Prepare);
        Action<int> initial = Initial, node = Node;
        for (position = 0; position < plan.Length; position++)
        {
            Workload.Run(team, layout.Cost(batch), initial);
            for (currentNode = 0; currentNode < plan.Nodes; currentNode++)
                Workload.Run(team, layout.Cost((currentNode + 1) * batch), node);
        }

        if (plan.UpdatesStatistics)
        {
            Buffer.MemoryCopy(runningMean, TensorData.Pointer<T>(tensors.RunningMean), plan.Units * sizeof(T), plan.Units * sizeof(T));
            Buffer.MemoryCopy(runningVariance, TensorData.Pointer<T>(tensors.RunningVariance), plan.Units * sizeof(T), plan.Units * sizeof(T));
        }

        GC.KeepAlive(tensors);
        return (outputs, record);
    }

    /// <summary>Rows with padding.</summary>
    private static void Copy(T* source, T* target, int rows, int from, int to)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < to; i++)
                target[((nint)row * to) + i] = i < from ? source[((nint)row * from) + i] : T.Zero;
        }
    }

    /// <summary>Weights to panels, and the input's part of the initial products, which the hidden state's is added to.</summary>
    private void Prepare(int thread)
    {
        var (first, end) = layout.Share(thread, team.Count);
        RecurrentWeights<T, V>.Pack(TensorData.Pointer<T>(tensors.HiddenWeights), plan.Units, packedHidden, first, end);
        for (var i = 0; i < plan.Nodes; i++)
            RecurrentWeights<T, V>.Pack(TensorData.Pointer<T>(tensors.NodeWeights[i]), plan.Units, packed[i], first, end);
        var input = TensorData.Pointer<T>(tensors.InputPart);
        for (var t = 0; t < plan.Length; t++)
        {
            for (var v = first; v < end; v++)
            {
                var target = products + layout.InitialProduct(t) + ((nint)v * batch * panel);
                for (var row = 0; row < batch; row++, target += panel)
                {
                    var source = input + ((((nint)t * batch) + row) * 2 * plan.Units);
                    for (var lane = 0; lane < V.Count; lane++)
                    {
                        var unit = (v * V.Count) + lane;
                        target[lane] = unit < plan.Units ? source[unit] : T.Zero;
                        target[V.Count + lane] = unit < plan.Units ? source[plan.Units + unit] : T.Zero;
                    }
                }
            }
        }
    }

    /// <summary>[c, h~] = x W + (h m) W, s_0 = h + sigmoid(c) (tanh(h~) - h), normalised.</summary>
    private void Initial(int thread)
    {
        var (first, end) = layout.Share(thread, team.Count);
        var before = hidden + (position * layout.State);
        var beforeMasked = maskedHidden + (position * layout.State);
        for (var v = first; v < end; v++)
        {
            var product = products + layout.InitialProduct(position) + ((nint)v * batch * panel);
            ProductTile<T, V>.Multiply(batch, plan.Units, beforeMasked, units, 1, packedHidden + ((nint)v * plan.Units * panel), product, panel, adds: true);
            var target = states + layout.StateAt(position, 0) + (v * V.Count);
            for (var row = 0; row < batch; row++)
            {
                var h = V.Load(before + ((nint)row * units) + (v * V.Count));
                var gate = Gates<T, V>.Sigmoid(V.Load(product + ((nint)row * panel)));
                var (candidate, _) = Gates<T, V>.Both(V.Load(product + ((nint)row * panel) + V.Count));
                V.MultiplyAdd(gate, candidate - h, h).Store(target + ((nint)row * units));
            }

            Normalize(0, v);
        }
    }

    /// <summary>Node i: all its incoming edges in one product, mixed as they come.</summary>
    private void Node(int thread)
    {
        var (first, end) = layout.Share(thread, team.Count);
        var (i, rows) = (currentNode, (currentNode + 1) * batch);
        for (var v = first; v < end; v++)
        {
            var product = products + layout.NodeProduct(position, i) + ((nint)v * rows * panel);
            ProductTile<T, V>.Multiply(rows, plan.Units, masked + layout.StateAt(position, 0), units, 1, packed[i] + ((nint)v * plan.Units * panel), product, panel, adds: false);
            var target = states + layout.StateAt(position, i + 1) + (v * V.Count);
            for (var row = 0; row < batch; row++)
                default(V).Store(target + ((nint)row * units));
            for (var source = 0; source <= i; source++)
                AddEdge(RecurrentLayout<T, V>.Edges(i) + source, states + layout.StateAt(position, source) + (v * V.Count), product + ((nint)source * batch * panel), target);
            Normalize(i + 1, v);
            if (i == plan.Nodes - 1)
                Output(v);
        }
    }

    /// <summary>P s + sigmoid(c) (sum of p_k f_k(h) - P s), P = sum of p_k, added to a node.</summary>
    private void AddEdge(int edge, T* source, T* product, T* target)
    {
        var (tanh, relu, sigmoid, identity) = Shares(plan, mixture + ((nint)edge * plan.Columns));
        V pt = V.Broadcast(tanh), pr = V.Broadcast(relu), ps = V.Broadcast(sigmoid), pi = V.Broadcast(identity), all = V.Broadcast(tanh + relu + sigmoid + identity);
        for (var row = 0; row < batch; row++, product += panel)
        {
            var x = V.Load(product + V.Count);
            var (t, s) = Gates<T, V>.Both(x);
            var mixed = (pt * t) + (pr * Gates<T, V>.Relu(x)) + (ps * s) + (pi * x);
            var carried = all * V.Load(source + ((nint)row * units));
            var value = V.MultiplyAdd(Gates<T, V>.Sigmoid(V.Load(product)), mixed - carried, carried);
            (V.Load(target + ((nint)row * units)) + value).Store(target + ((nint)row * units));
        }
    }

    /// <summary>The weights of the four activations on an edge, zero for those that are not candidates.</summary>
    internal static (T tanh, T relu, T sigmoid, T identity) Shares(RecurrentPlan plan, T* weights)
    {
        T tanh = T.Zero, relu = T.Zero, sigmoid = T.Zero, identity = T.Zero;
        foreach (var (kind, column) in plan.Kinds)
        {
            switch (kind)
            {
                case ActivationKind.Tanh: tanh += weights[column]; break;
                case ActivationKind.Relu: relu += weights[column]; break;
                case ActivationKind.Sigmoid: sigmoid += weights[column]; break;
                case ActivationKind.Identity: identity += weights[column]; break;
            }
        }

        return (tanh, relu, sigmoid, identity);
    }

    /// <summary>Batch norm over the rows of one vector of units, without scale and shift.</summary>
    private void Normalize(int state, int v)
    {
        var values = states + layout.StateAt(position, state) + (v * V.Count);
        V mean, factor;
        T* running = runningMean + (v * V.Count), variances = runningVariance + (v * V.Count);
        if (plan.NormalizesByBatch)
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

        factor.Store(inverse + layout.InverseAt(position, state) + (v * V.Count));
        for (var row = 0; row < batch; row++)
        {
            var normalized = (V.Load(values + ((nint)row * units)) - mean) * factor;
            normalized.Store(values + ((nint)row * units));
            if (mask is not null)
                (normalized * V.Load(mask + ((nint)row * units) + (v * V.Count))).Store(masked + layout.StateAt(position, state) + ((nint)row * units) + (v * V.Count));
        }
    }

    private static V InverseRoot(V value)
    {
        var numbers = stackalloc T[V.Count];
        value.Store(numbers);
        for (var i = 0; i < V.Count; i++)
            numbers[i] = T.One / T.Sqrt(numbers[i]);
        return V.Load(numbers);
    }

    /// <summary>The mean of the nodes: the output and the next hidden state.</summary>
    private void Output(int v)
    {
        var share = V.Broadcast(T.One / T.CreateTruncating(plan.Nodes));
        var next = ((position + 1) * layout.State) + (v * V.Count);
        var target = TensorData.Pointer<T>(outputs) + ((nint)position * batch * plan.Units) + (v * V.Count);
        var valid = Math.Clamp(plan.Units - (v * V.Count), 0, V.Count);
        for (var row = 0; row < batch; row++)
        {
            V sum = default;
            for (var state = 1; state < layout.States; state++)
                sum += V.Load(states + layout.StateAt(position, state) + ((nint)row * units) + (v * V.Count));
            sum *= share;
            sum.Store(hidden + next + ((nint)row * units));
            if (mask is not null)
                (sum * V.Load(mask + ((nint)row * units) + (v * V.Count))).Store(maskedHidden + next + ((nint)row * units));
            for (var lane = 0; lane < valid; lane++)
                target[((nint)row * plan.Units) + lane] = hidden[next + ((nint)row * units) + lane];
        }
    }
}
