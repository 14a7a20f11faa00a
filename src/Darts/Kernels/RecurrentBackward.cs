using System.Numerics;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// The backward pass, position by position from the last, node by node from the last. As in the forward pass a thread has some units for
/// itself; threads wait for each other only before a node's gradients of all units go back through its matrix. Gradients of the matrices
/// are products over the whole window at the end.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal sealed unsafe class RecurrentBackward<T, V>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where V : unmanaged, ILanes<V, T>
{
    /// <summary>In place of the number of a node: the initial state, and nothing.</summary>
    private const int InitialState = -1;
    private const int Nothing = -2;

    private readonly RecurrentPlan plan;
    private readonly RecurrentTensors tensors;
    private readonly RecurrentMemory<T, V> memory;
    private readonly RecurrentLayout<T, V> layout;
    private readonly RecurrentEdge<T, V> edges;
    private readonly RecurrentNorm<T, V> norm;
    private readonly ThreadTeam team;
    private readonly Scratch scratch;
    private readonly Tensor gradient;
    private readonly int batch;
    private readonly int units;
    private readonly T* stateGradients;
    private readonly T* carried;
    private readonly T* packedHidden;
    private readonly T*[] packed;
    private readonly T*[] temporary;
    private readonly T*[] weightSums;
    private bool wantsWeights;
    private int position;
    private int pending = Nothing;
    private int pendingPosition;
    private int current;

    public RecurrentBackward(RecurrentPlan plan, RecurrentTensors tensors, RecurrentRecord record, Tensor gradient, ThreadTeam team, Scratch scratch)
    {
        (this.plan, this.tensors, this.gradient, this.team, this.scratch) = (plan, tensors, gradient, team, scratch);
        memory = new RecurrentMemory<T, V>(plan, record);
        layout = memory.Layout;
        (batch, units) = (memory.Batch, memory.Units);
        edges = new RecurrentEdge<T, V>(memory, TensorData.Pointer<T>(tensors.Weights));
        norm = new RecurrentNorm<T, V>(memory);
        stateGradients = scratch.TakeZeros<T>(layout.States * layout.State);
        carried = scratch.TakeZeros<T>(layout.State);
        packedHidden = scratch.Take<T>(2L * units * units);
        packed = new T*[plan.Nodes];
        for (var i = 0; i < plan.Nodes; i++)
            packed[i] = scratch.Take<T>(2L * units * units);
        temporary = new T*[team.Count];
        weightSums = new T*[team.Count];
        for (var i = 0; i < team.Count; i++)
        {
            temporary[i] = scratch.Take<T>((long)plan.Nodes * batch * layout.Panel);
            weightSums[i] = scratch.TakeZeros<T>(RecurrentLayout<T, V>.Edges(plan.Nodes) * plan.Columns);
        }
    }

    public RecurrentGradients Run(bool weights, bool matrices)
    {
        wantsWeights = weights;
        team.Run(Prepare);
        Action<int> step = Step;
        for (position = plan.Length - 1; position >= 0; position--)
        {
            for (current = plan.Nodes - 1; current >= InitialState; current--)
            {
                Workload.Run(team, layout.Cost((current + 2) * batch), step);
                (pending, pendingPosition) = (current, position);
            }
        }

        current = Nothing;
        team.Run(step);
        var gradients = new RecurrentGradients(InputGradient(), HiddenGradient(), weights ? WeightGradient() : null, Matrix(matrices), [.. tensors.NodeWeights.Select(_ => Matrix(matrices))]);
        if (matrices)
            new RecurrentMatrixGradients<T, V>(memory, team, scratch).Run(gradients.HiddenWeights!, gradients.NodeWeights!);
        GC.KeepAlive(tensors);
        return gradients;
    }

    private void Prepare(int thread)
    {
        var (first, end) = layout.Share(thread, team.Count);
        RecurrentWeights<T, V>.PackTransposed(TensorData.Pointer<T>(tensors.HiddenWeights), plan.Units, layout.Vectors, packedHidden, first, end);
        for (var i = 0; i < plan.Nodes; i++)
            RecurrentWeights<T, V>.PackTransposed(TensorData.Pointer<T>(tensors.NodeWeights[i]), plan.Units, layout.Vectors, packed[i], first, end);
    }

    /// <summary>Takes the gradients of the last step's products back through their matrix, then makes those of the next products.</summary>
    private void Step(int thread)
    {
        var (first, end) = layout.Share(thread, team.Count);
        if (pending == InitialState)
            BackThroughMatrix(thread, memory.InitialProduct(pendingPosition), batch, packedHidden, carried, first, end);
        else if (pending >= 0)
            BackThroughMatrix(thread, memory.NodeProduct(pendingPosition, pending), (pending + 1) * batch, packed[pending], stateGradients, first, end);

        for (var v = first; v < end && current != Nothing; v++)
        {
            if (current == plan.Nodes - 1)
                Begin(v);
            norm.Backward(position, current + 1, v, stateGradients);
            if (current == InitialState)
                Initial(v);
            for (var from = 0; from <= current; from++)
                edges.Backward(position, current, from, v, stateGradients, wantsWeights ? weightSums[thread] : null);
        }
    }

    /// <summary>dy W^T times the mask, added to the gradients of the states (or of the hidden state) that the product was made of.</summary>
    private void BackThroughMatrix(int thread, T* product, int rows, T* matrix, T* target, int first, int end)
    {
        var (result, panel) = ((nint)temporary[thread], layout.Panel);
        for (var pair = first / 2; pair < end / 2; pair++)
        {
            for (var v = 0; v < layout.Vectors; v++)
                ProductTile<T, V>.Multiply(rows, panel, product + ((nint)v * rows * panel), panel, 1, matrix + ((((nint)pair * layout.Vectors) + v) * panel * panel), (T*)result, panel, adds: v > 0);
            for (var row = 0; row < rows; row++)
            {
                for (var half = 0; half < panel; half += V.Count)
                {
                    var unit = (pair * panel) + half;
                    var to = target + ((nint)row * units) + unit;
                    var value = V.Load((T*)result + ((nint)row * panel) + half);
                    if (memory.HasMask)
                        value *= V.Load(memory.Mask() + ((nint)(row % batch) * units) + unit);
                    (V.Load(to) + value).Store(to);
                }
            }
        }
    }

    /// <summary>The gradient of the output and of the next position's hidden state, shared by the nodes.</summary>
    private void Begin(int v)
    {
        var share = V.Broadcast(T.One / T.CreateTruncating(plan.Nodes));
        var valid = Math.Clamp(plan.Units - (v * V.Count), 0, V.Count);
        var given = stackalloc T[V.Count];
        var source = TensorData.Pointer<T>(gradient) + ((nint)position * batch * plan.Units) + (v * V.Count);
        for (var row = 0; row < batch; row++, source += plan.Units)
        {
            for (var lane = 0; lane < V.Count; lane++)
                given[lane] = lane < valid ? source[lane] : T.Zero;
            var at = ((nint)row * units) + (v * V.Count);
            var whole = (V.Load(given) + V.Load(carried + at)) * share;
            default(V).Store(carried + at);
            default(V).Store(stateGradients + at);
            for (var state = 1; state < layout.States; state++)
                whole.Store(stateGradients + (state * layout.State) + at);
        }
    }

    private void Initial(int v)
    {
        T* product = memory.InitialProduct(position, v), hidden = memory.Hidden(position, v);
        T* given = stateGradients + (v * V.Count), target = carried + (v * V.Count);
        var one = V.Broadcast(T.One);
        for (var row = 0; row < batch; row++, product += layout.Panel, hidden += units, given += units, target += units)
        {
            var (g, h) = (V.Load(given), V.Load(hidden));
            var gate = Gates<T, V>.Sigmoid(V.Load(product));
            var (candidate, _) = Gates<T, V>.Both(V.Load(product + V.Count));
            (g * (candidate - h) * gate * (one - gate)).Store(product);
            (g * gate * (one - (candidate * candidate))).Store(product + V.Count);
            (g - (g * gate)).Store(target);
        }
    }

    private Tensor? Matrix(bool wanted) => wanted ? gradient.new_empty(plan.Units, 2L * plan.Units) : null;

    private Tensor InputGradient()
    {
        var result = gradient.new_empty(plan.Length, batch, 2L * plan.Units);
        team.Run(thread =>
        {
            var (first, end) = layout.Share(thread, team.Count);
            RecurrentInput<T, V>.Unpack(memory, TensorData.Pointer<T>(result), first, end);
        });
        return result;
    }

    private Tensor HiddenGradient()
    {
        var result = gradient.new_empty(batch, plan.Units);
        var target = TensorData.Pointer<T>(result);
        for (var row = 0; row < batch; row++)
        {
            for (var unit = 0; unit < plan.Units; unit++)
                target[((nint)row * plan.Units) + unit] = carried[((nint)row * units) + unit];
        }

        return result;
    }

    private Tensor WeightGradient()
    {
        var result = gradient.new_zeros(RecurrentLayout<T, V>.Edges(plan.Nodes), plan.Columns);
        var target = TensorData.Pointer<T>(result);
        for (var thread = 0; thread < team.Count; thread++)
        {
            for (var i = 0; i < RecurrentLayout<T, V>.Edges(plan.Nodes) * plan.Columns; i++)
                target[i] += weightSums[thread][i];
        }

        return result;
    }
}
