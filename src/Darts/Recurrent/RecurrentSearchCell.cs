using Darts.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Darts.Recurrent;

/// <summary>
/// The relaxed recurrent cell: with [c_j, h_j] = s_j W_i, node i is the sum over all earlier states j and all activations k of
/// p_jk (s_j + sigmoid(c_j) (f_k(h_j) - s_j)), p = softmax(alpha); the output is the mean of the nodes (section 3.1.2 of the paper).
/// </summary>
/// <remarks>
/// One batch norm without scale and shift, and so one set of running statistics, serves the initial state and every node at every position.
/// </remarks>
public sealed class RecurrentSearchCell : RecurrentCell
{
    private readonly BatchNorm1d bn;
    private readonly RecurrentTopology topology;
    private readonly ActivationSet activations;

    /// <summary>Builds the cell.</summary>
    /// <param name="topology">Its nodes and edges.</param>
    /// <param name="activations">The candidate activations.</param>
    /// <param name="units">Size of input and hidden state.</param>
    /// <param name="range">The first weights are uniform in [-range, range].</param>
    public RecurrentSearchCell(RecurrentTopology topology, ActivationSet activations, int units, double range = 0.04)
        : base(nameof(RecurrentSearchCell), (topology ?? throw new ArgumentNullException(nameof(topology))).Nodes, units, range)
    {
        ArgumentNullException.ThrowIfNull(activations);
        (this.topology, this.activations) = (topology, activations);
        bn = BatchNorm1d(units, affine: false);
        RegisterComponents();
    }

    /// <summary>Whether states are normalised by their batch's own statistics even in an evaluation.</summary>
    public bool EvaluatesWithBatchStatistics { get; init; }

    /// <summary>Computes the cell over a window.</summary>
    /// <param name="inputs">x, [T, B, units].</param>
    /// <param name="hidden">h, [B, units].</param>
    /// <param name="weights">p, the weights of the activations of every edge, [edges, activations].</param>
    /// <param name="inputMask">Dropout mask of x, [B, units], or null.</param>
    /// <param name="hiddenMask">Dropout mask of hidden state and states, [B, units], or null.</param>
    /// <returns>The outputs, [T, B, units]; the last one is the next hidden state.</returns>
    public Tensor Forward(Tensor inputs, Tensor hidden, Tensor weights, Tensor? inputMask, Tensor? hiddenMask)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(weights);
        if (inputs.shape[1] < 2 && UsesBatchStatistics)
            throw new ArgumentException("A batch of 1 row: batch norm needs at least 2 to normalise by.", nameof(inputs));
        return Engine is { } engine ? ByKernels(engine, inputs, hidden, weights, inputMask, hiddenMask) : ByModules(inputs, hidden, weights, inputMask, hiddenMask);
    }

    private Tensor ByKernels(RecurrentEngine engine, Tensor inputs, Tensor hidden, Tensor weights, Tensor? inputMask, Tensor? hiddenMask)
    {
        if (training)
        {
            // Counted as the module does, once a state and position.
            using var _ = no_grad();
            bn.num_batches_tracked!.add_(inputs.shape[0] * topology.States);
        }

        return RecurrentFunction.Apply(engine, Plan(inputs), new RecurrentTensors(
            InputPart(inputs, inputMask), hidden, weights, HiddenWeights, [.. NodeWeights], hiddenMask, bn.running_mean!, bn.running_var!));
    }

    /// <summary>The kernels, or null where libtorch computes.</summary>
    internal RecurrentEngine? Engine { get; set; }

    /// <summary>Whether kernels know every activation.</summary>
    internal bool KernelsKnowActivations => activations.All(activation => activation.IsZero || activation.Kernel is not null);

    private bool UsesBatchStatistics => training || EvaluatesWithBatchStatistics;

    private RecurrentPlan Plan(Tensor inputs) => new((int)inputs.shape[0], (int)inputs.shape[1], (int)inputs.shape[2], topology.Nodes, activations.Count,
        [.. activations.Index().Where(item => !item.Item.IsZero).Select(item => (item.Item.Kernel!.Value, item.Index))], UsesBatchStatistics, training);

    private Tensor ByModules(Tensor inputs, Tensor hidden, Tensor weights, Tensor? inputMask, Tensor? hiddenMask)
    {
        var columns = Enumerable.Range(0, activations.Count).Where(k => !activations[k].IsZero)
            .Select(k => (activations[k], weights.select(1, k).reshape(-1, 1, 1))).ToArray();
        var inputPart = InputPart(inputs, inputMask);
        var (hiddenWeights, nodeWeights) = (HiddenWeights, NodeWeights);
        var outputs = new Tensor[inputs.shape[0]];
        for (var t = 0; t < outputs.Length; t++)
        {
            List<Tensor> states = [Normalize(InitialState(inputPart[t], hidden, hiddenWeights, hiddenMask))];
            for (var node = 0; node < topology.Nodes; node++)
                states.Add(Normalize(Node(node, stack(states), nodeWeights[node], columns, hiddenMask)));
            hidden = outputs[t] = stack(states.Skip(1)).mean([0]);
        }

        return stack(outputs);
    }

    /// <summary>Node i from all states before it, [i + 1, B, units], its incoming edges in one product.</summary>
    private static Tensor Node(int node, Tensor states, Tensor nodeWeights, (Activation, Tensor)[] columns, Tensor? hiddenMask)
    {
        var (gate, candidate) = Halves(Masked(states, hiddenMask).matmul(nodeWeights));
        Tensor? mixture = null, share = null;
        foreach (var (activation, column) in columns)
        {
            var weights = column.narrow(0, RecurrentTopology.EdgeIndex(node, 0), states.shape[0]);
            var output = Checked(activation, candidate) * weights;
            mixture = mixture is null ? output : mixture + output;
            share = share is null ? weights : share + weights;
        }

        // The sum over k of p_k (s + c (f_k - s)), with P = sum of p_k: P s + c (sum of p_k f_k - P s).
        var carried = states * share!;
        return (carried + gate.sigmoid() * (mixture! - carried)).sum([0]);
    }

    private Tensor Normalize(Tensor state) => EvaluatesWithBatchStatistics && !training
        ? functional.batch_norm(state, null, null, training: true, momentum: 0.1, eps: 1e-5)
        : bn.call(state);

    private static Tensor Checked(Activation activation, Tensor input) => CheckedOutput(activation, input, activation.Apply(input));

    internal static Tensor CheckedOutput(Activation activation, Tensor input, Tensor? output) =>
        output is not null && output.shape.AsSpan().SequenceEqual(input.shape) ? output : throw new InvalidOperationException(
            $"Activation '{activation.Name}' gives {(output is null ? "null" : $"[{string.Join(", ", output.shape)}]")} for [{string.Join(", ", input.shape)}]: an activation keeps the shape.");
}
