using static TorchSharp.torch;

namespace Darts.Kernels;

/// <summary>
/// A window of the relaxed recurrent cell as a function that libtorch differentiates. What the backward pass needs is kept by libtorch's graph;
/// the backward pass can run once, since it overwrites products by their gradients.
/// </summary>
internal sealed class RecurrentFunction : autograd.SingleTensorFunction<RecurrentFunction>
{
    private const string Key = "window";

    public override string Name => nameof(RecurrentFunction);

    /// <summary>Computes a window.</summary>
    /// <returns>The outputs, [T, B, n].</returns>
    public static Tensor Apply(RecurrentEngine engine, RecurrentPlan plan, RecurrentTensors tensors) =>
        apply([new Input(engine, plan, tensors), tensors.InputPart, tensors.Hidden, tensors.Weights, tensors.HiddenWeights, .. tensors.NodeWeights]);

    public override Tensor forward(autograd.AutogradContext context, params object[] arguments)
    {
        var (engine, plan, given) = (Input)arguments[0];
        using var scope = NewDisposeScope();
        // Contiguous copies are made where views come in; the backward pass reads the same ones.
        var tensors = given with
        {
            InputPart = given.InputPart.contiguous(),
            Hidden = given.Hidden.contiguous(),
            Weights = given.Weights.contiguous(),
            HiddenWeights = given.HiddenWeights.contiguous(),
            HiddenMask = given.HiddenMask?.contiguous(),
        };
        var (outputs, record) = engine.Forward(plan, tensors);
        Tensor[] kept = [tensors.Weights, tensors.HiddenWeights, .. tensors.NodeWeights, record.States, record.Masked, record.Hidden, record.MaskedHidden, record.Products, record.Inverse];
        context.save_for_backward([.. kept, .. record.Mask is null ? Array.Empty<Tensor>() : [record.Mask]]);
        context.save_data(Key, new Saved(engine, plan, given.Weights.requires_grad, given.HiddenWeights.requires_grad, record.Mask is not null));
        foreach (var tensor in new[] { record.States, record.Masked, record.Hidden, record.MaskedHidden, record.Products, record.Inverse, record.Mask, tensors.Weights, tensors.HiddenWeights })
            tensor?.MoveToOuterDisposeScope();
        return outputs.MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
    {
        var saved = (Saved)context.get_data(Key);
        try
        {
            return Backward(context, saved, gradient);
        }
        catch (Exception error)
        {
            // Thrown through libtorch it would end the process.
            return KernelFailure.Report(error, 5 + saved.Plan.Nodes);
        }
    }

    private static List<Tensor> Backward(autograd.AutogradContext context, Saved saved, Tensor gradient)
    {
        // Grad mode is on in a backward pass if and only if its own graph is asked for.
        if (is_grad_enabled())
            throw new NotSupportedException("The fast path of recurrent cells differentiates once: set Path = ComputePath.Reference for second derivatives.");
        if (saved.Done)
            throw new InvalidOperationException("The backward pass ran already, and it overwrote what it needs: compute the window again, or set Path = ComputePath.Reference.");
        saved.Done = true;
        using var scope = NewDisposeScope();
        var kept = context.get_saved_variables();
        var nodes = saved.Plan.Nodes;
        var tensors = new RecurrentTensors(gradient, gradient, kept[0], kept[1], [.. kept[2..(2 + nodes)]], null, gradient, gradient);
        var record = new RecurrentRecord(kept[2 + nodes], kept[3 + nodes], kept[4 + nodes], kept[5 + nodes], kept[6 + nodes], kept[7 + nodes], saved.HasMask ? kept[8 + nodes] : null);
        var gradients = saved.Engine.Backward(saved.Plan, tensors, record, gradient.contiguous(), saved.WantsWeights, saved.WantsMatrices);
        Tensor?[] all = [null, gradients.InputPart, gradients.Hidden, gradients.Weights, gradients.HiddenWeights, .. gradients.NodeWeights];
        foreach (var tensor in all)
            tensor?.MoveToOuterDisposeScope();
        return [.. all.Select(tensor => tensor!)];
    }

    private sealed record Input(RecurrentEngine Engine, RecurrentPlan Plan, RecurrentTensors Tensors);

    private sealed record Saved(RecurrentEngine Engine, RecurrentPlan Plan, bool WantsWeights, bool WantsMatrices, bool HasMask)
    {
        public bool Done { get; set; }
    }
}
