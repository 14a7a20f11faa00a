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
    private readonly RecurrentLayout<T, V> layout;
    private readonly ThreadTeam team;
    private readonly Scratch scratch;
    private readonly Tensor gradient;
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
    private readonly T* output;
    private readonly T* stateGradients;
    private readonly T* carried;
    private readonly T* packedHidden;
    private readonly T*[] packed;
    private readonly T*[] temporary;
    private readonly T*[] shares;
    private bool wantsWeights;
    private int position;
    private int pending = Nothing;
    private int pendingPosition;
    private int current;

    public RecurrentBackward(RecurrentPlan plan, RecurrentTensors tensors, RecurrentRecord record, Tensor gradient, ThreadTeam team, Scratch scratch)
    {
        (this.plan, this.tensors, this.gradient, this.team, this.scratch) = (plan, tensors, gradient, team, scratch);
        layout = new RecurrentLayout<T, V>(plan);
        (batch, units, panel) = (plan.Batch, layout.Units, layout.Panel);
        states = TensorData.Pointer<T>(record.States);
        masked = TensorData.Pointer<T>(record.Masked);
        hidden = TensorData.Pointer<T>(record.Hidden);
        maskedHidden = TensorData.Pointer<T>(record.MaskedHidden);
        products = TensorData.Pointer<T>(record.Products);
        inverse = TensorData.Pointer<T>(record.Inverse);
        mask = record.Mask is null ? null : TensorData.Pointer<T>(record.Mask);
        mixture = TensorData.Pointer<T>(tensors.Weights);
        output = TensorData.Pointer<T>(gradient);
        stateGradients = scratch.TakeZeros<T>(layout.States * layout.State);
        carried = scratch.TakeZeros<T>(layout.State);
        packedHidden = scratch.Take<T>(2L * units * units);
        packed = new T*[plan.Nodes];
        for (var i = 0; i < plan.Nodes; i++)
            packed[i] = scratch.Take<T>(2L * units * units);
        temporary = new T*[team.Count];
        shares = new T*[team.Count];
        for (var i = 0; i < team.Count; i++)
        {
            temporary[i] = scratch.Take<T>((long)plan.Nodes * batch * panel);
            shares[i] = scratch.TakeZeros<T>(RecurrentLayout<T, V>.Edges(plan.Nodes) * plan.Columns);
        }
    }

    /// <summary>Rows of a matrix gradient: whole tiles.</summary>
    private int MatrixRows => (plan.Units + 7) / 8 * 8;

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
        var inputPart = gradient.new_empty(plan.Length, batch, 2L * plan.Units);
        team.Run(thread => UnpackInput(thread, TensorData.Pointer<T>(inputPart)));
        var gradients = new RecurrentGradients(inputPart, HiddenGradient(), weights ? WeightGradient() : null, matrices ? gradient.new_empty(plan.Units, 2L * plan.Units) : null,
            [.. tensors.NodeWeights.Select(_ => matrices ? gradient.new_empty(plan.Units, 2L * plan.Units) : null)]);
        if (matrices)
            MatrixGradients(gradients);
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
            BackThroughMatrix(thread, products + layout.InitialProduct(pendingPosition), batch, packedHidden, carried, first, end);
        else if (pending >= 0)
            BackThroughMatrix(thread, products + layout.NodeProduct(pendingPosition, pending), (pending + 1) * batch, packed[pending], stateGradients, first, end);

        for (var v = first; v < end && current != Nothing; v++)
        {
            if (current == plan.Nodes - 1)
                Begin(v);
            Denormalize(current + 1, v);
            if (current == InitialState)
                Initial(v);
            else
                Node(thread, v);
        }
    }

    /// <summary>dy W^T times the mask, added to the gradients of the states (or of the hidden state) that the product was made of.</summary>
    private void BackThroughMatrix(int thread, T* product, int rows, T* matrix, T* target, int first, int end)
    {
        var result = temporary[thread];
        for (var pair = first / 2; pair < end / 2; pair++)
        {
            for (var v = 0; v < layout.Vectors; v++)
                ProductTile<T, V>.Multiply(rows, panel, product + ((nint)v * rows * panel), panel, 1, matrix + ((((nint)pair * layout.Vectors) + v) * panel * panel), result, panel, adds: v > 0);
            for (var row = 0; row < rows; row++)
            {
                for (var half = 0; half < panel; half += V.Count)
                {
                    var to = target + ((nint)row * units) + (pair * panel) + half;
                    var value = V.Load(result + ((nint)row * panel) + half);
                    if (mask is not null)
                        value *= V.Load(mask + ((nint)(row % batch) * units) + (pair * panel) + half);
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
        for (var row = 0; row < batch; row++)
        {
            var source = output + ((((nint)position * batch) + row) * plan.Units) + (v * V.Count);
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

    /// <summary>From the gradient of a normalised state to that of the state: (g - mean(g) - x mean(g x)) / deviation by batch statistics.</summary>
    private void Denormalize(int state, int v)
    {
        var g = stateGradients + (state * layout.State) + (v * V.Count);
        var x = states + layout.StateAt(position, state) + (v * V.Count);
        var factor = V.Load(inverse + layout.InverseAt(position, state) + (v * V.Count));
        V mean = default, along = default;
        if (plan.NormalizesByBatch)
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

    private void Initial(int v)
    {
        var product = products + layout.InitialProduct(position) + ((nint)v * batch * panel);
        var one = V.Broadcast(T.One);
        for (var row = 0; row < batch; row++, product += panel)
        {
            var at = ((nint)row * units) + (v * V.Count);
            var (g, h) = (V.Load(stateGradients + at), V.Load(hidden + (position * layout.State) + at));
            var gate = Gates<T, V>.Sigmoid(V.Load(product));
            var (candidate, _) = Gates<T, V>.Both(V.Load(product + V.Count));
            (g * (candidate - h) * gate * (one - gate)).Store(product);
            (g * gate * (one - (candidate * candidate))).Store(product + V.Count);
            (g - (g * gate)).Store(carried + at);
        }
    }

    private void Node(int thread, int v)
    {
        var rows = (current + 1) * batch;
        var product = products + layout.NodeProduct(position, current) + ((nint)v * rows * panel);
        var g = stateGradients + ((current + 1) * layout.State) + (v * V.Count);
        for (var source = 0; source <= current; source++)
        {
            Edge(shares[thread], RecurrentLayout<T, V>.Edges(current) + source, g, states + layout.StateAt(position, source) + (v * V.Count),
                product + ((nint)source * batch * panel), stateGradients + (source * layout.State) + (v * V.Count));
        }
    }

    /// <summary>Gradients of an edge, P s + c (m - P s) with m = sum of p_k f_k(x) and c = sigmoid(gate).</summary>
    private void Edge(T* sums, int edge, T* gradients, T* source, T* product, T* target)
    {
        var (tanh, relu, sigmoid, identity) = RecurrentForward<T, V>.Shares(plan, mixture + ((nint)edge * plan.Columns));
        V pt = V.Broadcast(tanh), pr = V.Broadcast(relu), ps = V.Broadcast(sigmoid), pi = V.Broadcast(identity), all = V.Broadcast(tanh + relu + sigmoid + identity), one = V.Broadcast(T.One);
        V carriedSum = default, tanhSum = default, reluSum = default, sigmoidSum = default, identitySum = default;
        for (var row = 0; row < batch; row++, product += panel)
        {
            var at = (nint)row * units;
            V g = V.Load(gradients + at), s = V.Load(source + at), x = V.Load(product + V.Count);
            var gate = Gates<T, V>.Sigmoid(V.Load(product));
            var (t, z) = Gates<T, V>.Both(x);
            var r = Gates<T, V>.Relu(x);
            var gated = g * gate;
            var open = g - gated;
            var mixed = (pt * t) + (pr * r) + (ps * z) + (pi * x);
            var slope = (pt * (one - (t * t))) + V.Keep(V.IsPositive(x), pr) + (ps * z * (one - z)) + pi;
            (open * gate * (mixed - (all * s))).Store(product);
            (gated * slope).Store(product + V.Count);
            V.MultiplyAdd(all, open, V.Load(target + at)).Store(target + at);
            carriedSum = V.MultiplyAdd(open, s, carriedSum);
            tanhSum = V.MultiplyAdd(gated, t, tanhSum);
            reluSum = V.MultiplyAdd(gated, r, reluSum);
            sigmoidSum = V.MultiplyAdd(gated, z, sigmoidSum);
            identitySum = V.MultiplyAdd(gated, x, identitySum);
        }

        if (!wantsWeights)
            return;
        var carriedTotal = carriedSum.Sum();
        foreach (var (kind, column) in plan.Kinds)
        {
            sums[(edge * plan.Columns) + column] += carriedTotal + (kind switch
            {
                ActivationKind.Tanh => tanhSum,
                ActivationKind.Relu => reluSum,
                ActivationKind.Sigmoid => sigmoidSum,
                _ => identitySum,
            }).Sum();
        }
    }

    private void UnpackInput(int thread, T* target)
    {
        var (first, end) = layout.Share(thread, team.Count);
        for (var t = 0; t < plan.Length; t++)
        {
            for (var v = first; v < end; v++)
            {
                var product = products + layout.InitialProduct(t) + ((nint)v * batch * panel);
                for (var row = 0; row < batch; row++, product += panel)
                {
                    var to = target + ((((nint)t * batch) + row) * 2 * plan.Units);
                    for (var lane = 0; lane < V.Count && (v * V.Count) + lane < plan.Units; lane++)
                    {
                        var unit = (v * V.Count) + lane;
                        (to[unit], to[plan.Units + unit]) = (product[lane], product[V.Count + lane]);
                    }
                }
            }
        }
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
                target[i] += shares[thread][i];
        }

        return result;
    }

    /// <summary>dW = sum over positions of (s m)^T dy, panel by panel.</summary>
    private void MatrixGradients(RecurrentGradients gradients)
    {
        var sums = scratch.Take<T>((long)layout.Vectors * MatrixRows * panel);
        team.Run(thread =>
        {
            var (first, end) = layout.Share(thread, team.Count);
            for (var node = InitialState; node < plan.Nodes; node++)
            {
                for (var v = first; v < end; v++)
                {
                    var sum = sums + ((nint)v * MatrixRows * panel);
                    for (var t = 0; t < plan.Length; t++)
                    {
                        var depth = node == InitialState ? batch : (node + 1) * batch;
                        var left = node == InitialState ? maskedHidden + (t * layout.State) : masked + layout.StateAt(t, 0);
                        var right = products + (node == InitialState ? layout.InitialProduct(t) : layout.NodeProduct(t, node)) + ((nint)v * depth * panel);
                        ProductTile<T, V>.Multiply(MatrixRows, depth, left, 1, units, right, sum, panel, adds: t > 0);
                    }
                }

                var target = node == InitialState ? gradients.HiddenWeights! : gradients.NodeWeights[node]!;
                RecurrentWeights<T, V>.Unpack(sums, MatrixRows, plan.Units, TensorData.Pointer<T>(target), first, end);
            }
        });
    }
}
