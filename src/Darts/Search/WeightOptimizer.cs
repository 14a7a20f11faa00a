using Darts.Kernels;
using Darts.Relaxation;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Darts.Search;

/// <summary>
/// Trains the network weights on training data: g = dL_train/dw, scaled down to norm <c>GradientClip</c> where it is larger;
/// m = momentum m + g + decay w; w = w - lr m. The alphas are held fixed and never clipped with the weights.
/// </summary>
public sealed class WeightOptimizer : IDisposable
{
    private readonly IBilevelModel model;
    private readonly SGD sgd;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="model">The model whose weights it trains.</param>
    /// <param name="options">How.</param>
    public WeightOptimizer(IBilevelModel model, WeightOptimizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        Options = options ?? new WeightOptimizerOptions();
        sgd = optim.SGD(model.Weights, Options.LearningRate, Options.Momentum, weight_decay: Options.WeightDecay);
        MomentumStates = [.. sgd.state_dict().State.Cast<SGD.State>()];
    }

    /// <summary>How the weights are trained.</summary>
    public WeightOptimizerOptions Options { get; }

    /// <summary>The learning rate of the coming steps, which is also xi of the architect's unrolled step.</summary>
    public double LearningRate
    {
        get => sgd.ParamGroups.First().LearningRate;
        set => sgd.ParamGroups.First().LearningRate = value;
    }

    /// <summary>The momentum buffers' holders, for checkpoints: one entry a weight.</summary>
    internal IReadOnlyList<SGD.State> MomentumStates { get; }

    /// <summary>One step on the weights.</summary>
    /// <param name="train">The training loss.</param>
    /// <returns>The loss before the step and the norm of its gradient before clipping, scalars on the model's device.</returns>
    public (Tensor loss, Tensor norm) Step(Objective train)
    {
        ArgumentNullException.ThrowIfNull(train);
        using var scope = NewDisposeScope();
        Gradients.Clear(model.Weights);
        Tensor loss;
        using (Gradients.Freeze(model.Alphas))
            loss = train.Backward();
        return (loss.MoveToOuterDisposeScope(), Apply().MoveToOuterDisposeScope());
    }

    /// <summary>Clips the gradients that the weights have, steps, and forgets them.</summary>
    /// <returns>Their norm before clipping.</returns>
    internal Tensor Apply()
    {
        using var _ = no_grad();
        var norm = (KernelEngine.For(model.Weights) is { } engine ? ApplyByKernels(engine) : null) ?? ApplyByLibtorch();
        Gradients.Clear(model.Weights);
        return norm;
    }

    private Tensor ApplyByLibtorch()
    {
        var norm = Gradients.Clip(model.Weights, Options.GradientClip);
        sgd.step();
        return norm;
    }

    /// <summary>
    /// The same in two loops over all weights, where libtorch takes seven of one call a weight. Gives null, and changes nothing, where kernels cannot compute with
    /// a weight, its gradient or its momentum, which the first step has not made yet.
    /// </summary>
    private Tensor? ApplyByKernels(KernelEngine engine)
    {
        var weights = model.Weights;
        var gradients = new Tensor?[weights.Count];
        var squares = new double?[weights.Count];
        SharedLoop.Run(weights.Count, model.Threads, i =>
        {
            // In the second loop another thread may have it, which must not touch this one's dispose scope.
            var gradient = gradients[i] = weights[i].grad?.DetachFromDisposeScope();
            if (engine.Computes(weights[i]) && engine.Computes(gradient) && engine.Computes(MomentumStates[i].momentum_buffer))
                squares[i] = engine.SumOfSquares(gradient);
        });
        if (Array.TrueForAll(squares, square => square is not null))
        {
            // In the order of the weights: the norm does not depend on the number of threads.
            var norm = Math.Sqrt(squares.Sum()!.Value);
            var (scale, rate) = (Math.Min(1, Options.GradientClip / (norm + 1e-6)), LearningRate);
            SharedLoop.Run(weights.Count, model.Threads, i =>
            {
                var momentum = MomentumStates[i].momentum_buffer;
                using var gradient = gradients[i]!;
                engine.MoveMomentum(momentum, gradient, weights[i], Options.Momentum, scale, Options.WeightDecay);
                engine.SetSum(weights[i], weights[i], -rate, momentum);
            });
            return weights[0].new_full([], norm);
        }

        foreach (var gradient in gradients)
            gradient?.Dispose();
        return null;
    }

    /// <summary>
    /// The weights one step further, w' = w - lr (momentum m + g + decay w), without clipping (equation 7). Where a weight has no momentum
    /// buffer yet, none is used for any.
    /// </summary>
    /// <param name="gradients">g, one tensor a weight.</param>
    internal Tensor[] Unroll(IReadOnlyList<Tensor> gradients)
    {
        using var _ = no_grad();
        var hasMomentum = MomentumStates.All(state => state.momentum_buffer is not null);
        var (weights, threads) = (model.Weights, model.Threads);
        Tensor[] unrolled = [.. weights.Select(weight => empty_like(weight))];
        TensorLists.SetSum(unrolled, gradients, Options.WeightDecay, weights, threads);
        if (hasMomentum)
            TensorLists.SetSum(unrolled, unrolled, Options.Momentum, [.. MomentumStates.Select(state => state.momentum_buffer)], threads);
        TensorLists.SetSum(unrolled, weights, -LearningRate, unrolled, threads);
        return unrolled;
    }

    /// <summary>Frees the momentum buffers.</summary>
    public void Dispose() => sgd.Dispose();
}
