using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// A node as a function that libtorch differentiates: in go the weights of the operations, the states' storages and every convolution weight, out
/// comes the node's storage. What the backward pass needs is kept by libtorch's graph, which frees it and watches over changes in place as for
/// its own functions; any number of graphs may wait for their backward pass.
/// </summary>
internal sealed class NodeFunction : autograd.SingleTensorFunction<NodeFunction>
{
    private const string Key = "node";

    // The gradients that libtorch got last. As long as we hold them too, it adds to copies of them and not to them.
    [ThreadStatic]
    private static List<Tensor>? given;

    public override string Name => nameof(NodeFunction);

    /// <summary>Computes a node.</summary>
    /// <param name="engine">The kernels.</param>
    /// <param name="plan">Its edges.</param>
    /// <param name="states">The prepared states, one an edge.</param>
    /// <param name="weights">The weights of operations, or null where all are 1.</param>
    /// <param name="masks">Factors of the samples [edges, padded N], no part of the graph, or null where all are 1.</param>
    /// <returns>The node's storage.</returns>
    public static Tensor Apply(KernelEngine engine, NodePlan plan, IReadOnlyList<CellState> states, Tensor? weights, Tensor? masks = null)
    {
        // Frozen parameters are no part of the graph; each would cost a place in it.
        var parameters = Array.Exists(plan.Parameters, parameter => parameter.requires_grad);
        object[] tensors = [.. weights is null ? Array.Empty<object>() : [weights], .. states.Select(state => state.Storage), .. parameters ? plan.Parameters : []];
        return apply([new Input(engine, plan, states, weights, masks, parameters), .. tensors]);
    }

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        var input = (Input)arguments[0];
        using var scope = NewDisposeScope();
        var (node, record) = input.Engine.Forward(input.Plan, input.States, input.Weights?.contiguous(), input.Masks);
        var tensors = new List<Tensor> { record.Outputs };
        var states = input.States.Select(state => Save(state, tensors)).ToArray();
        if (input.Weights is not null)
            tensors.Add(input.Weights);
        if (input.Masks is not null)
            tensors.Add(input.Masks);
        context.save_for_backward([.. tensors, .. input.Plan.Parameters]);
        context.save_data(Key, new Saved(input.Engine, input.Plan, states, input.Weights is not null, input.Masks is not null, record.Norms, new WantedGradients(
            input.Weights is { requires_grad: true }, input.Parameters, [.. input.States.Select(state => state.Storage.requires_grad)])));
        // Saved once this function has returned.
        record.Outputs.MoveToOuterDisposeScope();
        return node.MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
    {
        var saved = (Saved)context.get_data(Key);
        given?.ForEach(tensor => tensor.Dispose());
        given = null;
        try
        {
            return Backward(context, saved, gradient);
        }
        catch (Exception error)
        {
            // Thrown through libtorch it would end the process.
            return KernelFailure.Report(error, 1 + (saved.HasWeights ? 1 : 0) + saved.States.Length + (saved.Wanted.Parameters ? saved.Plan.Parameters.Length : 0));
        }
    }

    private static List<Tensor> Backward(autograd.AutogradContext context, Saved saved, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var tensors = new Queue<Tensor>(context.get_saved_variables());
        var record = new NodeRecord(tensors.Dequeue(), saved.Norms);
        var states = saved.States.Select(state => Restore(state, tensors)).ToArray();
        var weights = saved.HasWeights ? tensors.Dequeue() : null;
        var masks = saved.HasMasks ? tensors.Dequeue() : null;
        // Grad mode is on in a backward pass if and only if its own graph is asked for.
        Tensor?[] all = [null, .. is_grad_enabled()
            ? Differentiable(saved, states, weights, masks, gradient)
            : Numbers(saved, saved.Engine.Backward(saved.Plan, states, weights?.contiguous(), masks, record, gradient.contiguous(), saved.Wanted))];
        foreach (var tensor in all)
            tensor?.DetachFromDisposeScope();
        given = [.. all.OfType<Tensor>()];
        return [.. all.Select(tensor => tensor!)];
    }

    private static Tensor?[] Numbers(Saved saved, NodeGradients gradients) =>
        [.. saved.HasWeights ? [gradients.Weights] : Array.Empty<Tensor?>(), .. gradients.States, .. gradients.Parameters];

    private static Tensor?[] Differentiable(Saved saved, CellState[] states, Tensor? weights, Tensor? masks, Tensor gradient)
    {
        // Views cut the inputs off from each other: a state depends on earlier states and on the weights, but that is not this node's gradient.
        CellState[] inputs = [.. states.Select(state => state with { Storage = state.Storage.view_as(state.Storage) })];
        var inputWeights = weights?.view_as(weights);
        return NodeTwin.Gradients(
            [.. saved.HasWeights ? [inputWeights] : Array.Empty<Tensor?>(), .. inputs.Select(state => state.Storage), .. saved.Wanted.Parameters ? saved.Plan.Parameters : []],
            NodeTwin.Compute(saved.Plan, inputs, inputWeights, masks, saved.Norms), saved.Engine.Lanes, gradient);
    }

    private static SavedState Save(CellState state, List<Tensor> tensors)
    {
        var windows = state.Pooled.Keys.ToArray();
        tensors.AddRange([state.Storage, state.Rectified!, .. windows.Select(window => state.Pooled[window].output)]);
        return new SavedState(state.Batch, state.Border, windows);
    }

    private static CellState Restore(SavedState saved, Queue<Tensor> tensors)
    {
        var state = new CellState(tensors.Dequeue(), saved.Batch) { Rectified = tensors.Dequeue(), Border = saved.Border };
        foreach (var window in saved.Windows)
            state.Pooled[window] = (tensors.Dequeue(), []);
        return state;
    }

    private sealed record Input(KernelEngine Engine, NodePlan Plan, IReadOnlyList<CellState> States, Tensor? Weights, Tensor? Masks, bool Parameters);

    private sealed record SavedState(int Batch, int Border, PoolWindow[] Windows);

    private sealed record Saved(KernelEngine Engine, NodePlan Plan, SavedState[] States, bool HasWeights, bool HasMasks, IReadOnlyList<NormRun> Norms, WantedGradients Wanted);
}
