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
    private readonly RecurrentPlan plan;
    private readonly RecurrentTensors tensors;
    private readonly RecurrentRecord record;
    private readonly RecurrentMemory<T, V> memory;
    private readonly RecurrentLayout<T, V> layout;
    private readonly RecurrentEdge<T, V> edges;
    private readonly RecurrentNorm<T, V> norm;
    private readonly ThreadTeam team;
    private readonly Tensor outputs;
    private readonly int batch;
    private readonly int units;
    private readonly T* packedHidden;
    private readonly T*[] packed;
    private readonly T* runningMean;
    private readonly T* runningVariance;
    private int position;
    private int currentNode;

    public RecurrentForward(RecurrentPlan plan, RecurrentTensors tensors, ThreadTeam team, Scratch scratch)
    {
        (this.plan, this.tensors, this.team) = (plan, tensors, team);
        outputs = tensors.InputPart.new_empty(plan.Length, plan.Batch, plan.Units);
        record = RecurrentMemory<T, V>.Allocate(plan, tensors.HiddenMask is not null, outputs);
        memory = new RecurrentMemory<T, V>(plan, record);
        layout = memory.Layout;
        (batch, units) = (memory.Batch, memory.Units);
        edges = new RecurrentEdge<T, V>(memory, TensorData.Pointer<T>(tensors.Weights));
        norm = new RecurrentNorm<T, V>(memory);
        var matrix = (long)layout.Vectors * plan.Units * layout.Panel;
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
        Copy(TensorData.Pointer<T>(tensors.Hidden), memory.Hidden(0), batch, plan.Units, units);
        if (memory.HasMask)
        {
            Copy(TensorData.Pointer<T>(tensors.HiddenMask!), memory.Mask(), batch, plan.Units, units);
            for (long i = 0; i < layout.State; i++)
                memory.MaskedHidden(0)[i] = memory.Hidden(0)[i] * memory.Mask()[i];
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
        RecurrentInput<T, V>.Pack(memory, TensorData.Pointer<T>(tensors.InputPart), first, end);
    }

    /// <summary>[c, h~] = x W + (h m) W, s_0 = h + sigmoid(c) (tanh(h~) - h), normalised.</summary>
    private void Initial(int thread)
    {
        var (first, end) = layout.Share(thread, team.Count);
        for (var v = first; v < end; v++)
        {
            var product = memory.InitialProduct(position, v);
            ProductTile<T, V>.Multiply(batch, plan.Units, memory.MaskedHidden(position), units, 1, packedHidden + ((nint)v * plan.Units * layout.Panel), product, layout.Panel, adds: true);
            T* before = memory.Hidden(position, v), target = memory.State(position, 0, v);
            for (var row = 0; row < batch; row++, product += layout.Panel, before += units, target += units)
            {
                var h = V.Load(before);
                var (candidate, _) = Gates<T, V>.Both(V.Load(product + V.Count));
                V.MultiplyAdd(Gates<T, V>.Sigmoid(V.Load(product)), candidate - h, h).Store(target);
            }

            norm.Forward(position, 0, v, runningMean, runningVariance);
        }
    }

    /// <summary>Node i: all its incoming edges in one product, mixed as they come.</summary>
    private void Node(int thread)
    {
        var (first, end) = layout.Share(thread, team.Count);
        var (i, rows) = (currentNode, (currentNode + 1) * batch);
        for (var v = first; v < end; v++)
        {
            ProductTile<T, V>.Multiply(rows, plan.Units, memory.Masked(position, 0), units, 1, packed[i] + ((nint)v * plan.Units * layout.Panel), memory.NodeProduct(position, i, v), layout.Panel, adds: false);
            var target = memory.State(position, i + 1, v);
            for (var row = 0; row < batch; row++, target += units)
                default(V).Store(target);
            for (var from = 0; from <= i; from++)
                edges.Add(position, i, from, v);
            norm.Forward(position, i + 1, v, runningMean, runningVariance);
            if (i == plan.Nodes - 1)
                Output(v);
        }
    }

    /// <summary>The mean of the nodes: the output and the next hidden state.</summary>
    private void Output(int v)
    {
        var share = V.Broadcast(T.One / T.CreateTruncating(plan.Nodes));
        var target = TensorData.Pointer<T>(outputs) + ((nint)position * batch * plan.Units) + (v * V.Count);
        var valid = Math.Clamp(plan.Units - (v * V.Count), 0, V.Count);
        T* next = memory.Hidden(position + 1, v), masked = memory.MaskedHidden(position + 1, v), mask = memory.Mask(v);
        for (var row = (nint)0; row < batch; row++)
        {
            V sum = default;
            for (var state = 1; state < layout.States; state++)
                sum += V.Load(memory.State(position, state, v) + (row * units));
            sum *= share;
            sum.Store(next + (row * units));
            if (memory.HasMask)
                (sum * V.Load(mask + (row * units))).Store(masked + (row * units));
            for (var lane = 0; lane < valid; lane++)
                target[(row * plan.Units) + lane] = next[(row * units) + lane];
        }
    }
}
