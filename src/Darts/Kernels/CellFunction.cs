using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// A cell as a function that libtorch differentiates: in go the weights of the operations, the given states' storages and, where they learn, the convolution weights
/// (<see cref="DirectGradients"/> says when one of them stands for all), out comes the storage of the concatenated nodes. What the backward pass needs is kept by libtorch's graph, which frees it and watches over changes
/// in place as for its own functions; any number of graphs may wait for their backward pass.
/// </summary>
internal sealed class CellFunction : autograd.SingleTensorFunction<CellFunction>
{
    private const string Key = "cell";

    // The gradients that libtorch got last. As long as we hold them too, it adds to copies of them and not to them.
    [ThreadStatic]
    private static List<Tensor>? given;

    public override string Name => nameof(CellFunction);

    /// <summary>Computes a cell.</summary>
    /// <param name="engine">The kernels.</param>
    /// <param name="plan">Its nodes.</param>
    /// <param name="inputs">The given states.</param>
    /// <param name="weights">The weights of operations, or null where all are 1.</param>
    /// <param name="masks">Factors of the samples [edges, padded N], no part of the graph, or null where all are 1.</param>
    public static CellState Apply(KernelEngine engine, CellPlan plan, IReadOnlyList<CellState> inputs, Tensor? weights, Tensor? masks = null)
    {
        // Frozen parameters are no part of the graph; each would cost a place in it.
        var direct = DirectGradients.AreHeld;
        Parameter[] learning = Array.Find(plan.Parameters, parameter => parameter.requires_grad) is { } first ? direct ? [first] : plan.Parameters : [];
        var input = new Input(engine, plan, inputs, weights, masks, learning, direct);
        object[] tensors = [.. weights is null ? Array.Empty<object>() : [weights], .. inputs.Select(state => state.Storage), .. learning];
        var output = apply([input, .. tensors]);
        // What is kept belongs to the graph now, and goes at once where there is none.
        foreach (var made in input.Made)
            made.Dispose();
        return new CellState(output, inputs[0].Batch);
    }

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        var input = (Input)arguments[0];
        using var scope = NewDisposeScope();
        Tensor[] storages = [.. input.States.Select(state => state.Storage)];
        var (output, record) = input.Engine.Forward(input.Plan, storages, input.States[0].Batch, input.Weights?.contiguous(), input.Masks);
        // Tensors are saved once this function has returned: those that were made here must outlive its scope.
        record = record with { Weights = input.Weights };
        // Weights are saved so that a change in place is refused. Between the passes of a training step nothing changes them.
        context.save_for_backward([.. record.Tensors, .. input.Direct ? [] : input.Plan.Parameters]);
        bool[]? direct = input.Direct && input.Learning.Length > 0 ? [.. input.Plan.Parameters.Select(parameter => parameter.requires_grad)] : null;
        context.save_data(Key, new Saved(input.Engine, input.Plan, input.Learning, direct, record, new WantedGradients(
            input.Weights is { requires_grad: true }, input.Learning.Length > 0, [.. storages.Select(storage => storage.requires_grad)])));
        input.Made = [record.Output.MoveToOuterDisposeScope(), record.Maps!.MoveToOuterDisposeScope()];
        return output.MoveToOuterDisposeScope();
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
            return KernelFailure.Report(error, 1 + (saved.Record.Weights is null ? 0 : 1) + saved.Plan.Inputs + saved.Learning.Length);
        }
    }

    private static List<Tensor> Backward(autograd.AutogradContext context, Saved saved, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var record = saved.Record.With(context.get_saved_variables());
        // Grad mode is on in a backward pass if and only if its own graph is asked for.
        Tensor?[] all = [null, .. is_grad_enabled() ? Differentiable(saved, record, gradient) : Numbers(saved, record, saved.Engine.Backward(saved.Plan, record with { Weights = record.Weights?.contiguous() }, gradient.contiguous(), saved.Wanted))];
        foreach (var tensor in all)
            tensor?.DetachFromDisposeScope();
        given = [.. all.OfType<Tensor>()];
        return [.. all.Select(tensor => tensor!)];
    }

    private static Tensor?[] Numbers(Saved saved, CellRecord record, CellGradients gradients)
    {
        var parameters = gradients.Parameters;
        if (saved.Direct is { } learns)
        {
            // Two threads may differentiate two losses of one network.
            lock (saved.Plan)
            {
                for (var i = 0; i < learns.Length; i++)
                {
                    if (learns[i] && parameters[i] is { } found)
                        Add(found, saved.Plan.Parameters[i]);
                }
            }

            parameters = [null];
        }

        return [.. record.Weights is null ? Array.Empty<Tensor?>() : [gradients.Weights], .. gradients.Inputs, .. parameters];
    }

    /// <summary>Adds a gradient to what the parameter has.</summary>
    private static void Add(Tensor gradient, Parameter parameter)
    {
        if (parameter.grad is { } before)
            before.add_(gradient);
        else
            parameter.grad = gradient;
    }

    private static Tensor?[] Differentiable(Saved saved, CellRecord record, Tensor gradient)
    {
        if (saved.Direct is not null)
            throw new InvalidOperationException("The pass was one of a training step, whose gradients of weights are no part of a graph: compute the loss by the network's forward, outside of a step, and differentiate that with create_graph.");
        // Views cut the inputs off from each other: one may depend on another and on the weights, but that is not this cell's gradient.
        Tensor[] inputs = [.. record.Inputs.Select(input => input.view_as(input))];
        var weights = record.Weights?.view_as(record.Weights);
        return CellTwin.Gradients(
            [.. weights is null ? Array.Empty<Tensor?>() : [weights], .. inputs, .. saved.Learning],
            CellTwin.Compute(saved.Plan, record with { Inputs = inputs, Weights = weights }), saved.Engine.Lanes, gradient);
    }

    private sealed record Input(KernelEngine Engine, CellPlan Plan, IReadOnlyList<CellState> States, Tensor? Weights, Tensor? Masks, Parameter[] Learning, bool Direct)
    {
        /// <summary>What the forward pass made for the backward pass.</summary>
        public IReadOnlyList<Tensor> Made { get; set; } = [];
    }

    /// <param name="Engine">The kernels.</param>
    /// <param name="Plan">The cell.</param>
    /// <param name="Learning">The parameters that are inputs of the function.</param>
    /// <param name="Direct">Of every parameter of the plan whether its gradient goes to <c>grad</c> past libtorch's graph; null where the graph carries them.</param>
    /// <param name="Record">What the backward pass needs.</param>
    /// <param name="Wanted">Which gradients are asked for.</param>
    private sealed record Saved(KernelEngine Engine, CellPlan Plan, Parameter[] Learning, bool[]? Direct, CellRecord Record, WantedGradients Wanted);
}
